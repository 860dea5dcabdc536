namespace Kif.Strategies;

/// <summary>A buffer with a uniform sample of every task, drawn once; without limits it grows linearly with the number of tasks (spec 8.4, 10.5).</summary>
/// <param name="options">The buffer's limits.</param>
public sealed class UniformBuffer(UniformBufferOptions options) : IReplayBuffer
{
    private readonly MemoryStore store = new(options.MaxExamples, options.MaxBytes);

    /// <inheritdoc/>
    public IReadOnlyList<Remembered> Contents => store.Contents;

    /// <inheritdoc/>
    public void Remember(in MemoryOffered offered)
    {
        IReadOnlyList<Example> train = offered.Train;
        int count = options.Quota(train.Count);
        if (count > 0) store.Add(offered.Task, offered.Random.Permutation(train.Count).Take(count).Select(i => train[i]));
    }

    /// <inheritdoc/>
    public void Visit(IStateVisitor state) => store.Visit(state);
}
