namespace Kif.Strategies;

/// <summary>Remembers a uniform sample of every task, chosen once; grows linearly with the number of tasks (spec 8.4, 10.5).</summary>
/// <param name="options">How much of a task is remembered.</param>
public sealed class UniformBuffer(UniformBufferOptions options) : IReplayBuffer
{
    private List<Remembered> contents = [];

    /// <inheritdoc/>
    public IReadOnlyList<Remembered> Contents => contents;

    /// <inheritdoc/>
    public void Remember(in MemoryOffered offered)
    {
        (string task, IReadOnlyList<Example> train, RandomStream random) = (offered.Task, offered.Train, offered.Random);
        int count = Math.Min(train.Count, options.PerTask ?? Math.Max(1, (int)Math.Floor(options.Share * train.Count)));
        if (options is { PerTask: null, Share: 0 }) return;
        long next = contents.Count;
        contents.AddRange(random.Permutation(train.Count).Take(count).Select(i => new Remembered(next++, task, train[i])));
    }

    /// <inheritdoc/>
    public void Visit(IStateVisitor state) => state.Value("contents", ref contents);
}
