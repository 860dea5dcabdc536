using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// A buffer with a uniform sample of every task, drawn once; without limits it grows linearly with the number of tasks (algorithms.md 8.4, 10.5).
/// </summary>
/// <param name="options">The buffer's limits.</param>
internal sealed class UniformBuffer(UniformBufferOptions options) : IReplayBuffer
{
    private readonly MemoryStore store = new(options.MaxExamples, options.MaxBytes);

    /// <inheritdoc/>
    public IReadOnlyList<ReplayExample> Contents => store.Contents;

    /// <inheritdoc/>
    public void Update(in BufferUpdate offered)
    {
        IReadOnlyList<Example> train = offered.Train;
        int count = options.Quota(train.Count);
        if (count > 0) store.Add(offered.Task, offered.Random.Permutation(train.Count).Take(count).Select(i => train[i]));
    }

    /// <inheritdoc/>
    public void Visit(IStateVisitor state) => store.Visit(state);
}

/// <summary>Options of the uniform buffer.</summary>
internal sealed class UniformBufferOptions : ReplayBufferOptions;

/// <summary>The limits of a buffer per task and for all tasks together.</summary>
internal abstract class ReplayBufferOptions
{
    private protected ReplayBufferOptions() { }

    /// <summary>The share of each task's training examples that is stored, rounded down, at least one; 0 stores none. Default: 0.02.</summary>
    [Range(0.0, 1.0)]
    public double Share { get; set; } = 0.02;

    /// <summary>A fixed number of examples per task instead of the share; null for the share. Default: null.</summary>
    [Range(1, int.MaxValue)]
    public int? PerTask { get; set; }

    /// <summary>The maximum number of examples of all tasks together; null for no limit. Default: null.</summary>
    [Range(0, int.MaxValue)]
    public int? MaxExamples { get; set; }

    /// <summary>The maximum bytes of all tasks together, counted as the JSON text of the buffer's state; null for no limit. Default: null.</summary>
    [Range(0.0, 1e15)]
    public long? MaxBytes { get; set; }

    /// <summary>Returns the number of a task's examples to store, before the limits on all tasks.</summary>
    internal int Quota(int examples) => PerTask is { } fixedNumber ? Math.Min(fixedNumber, examples)
        : Share == 0 || examples == 0 ? 0
        : Math.Max(1, (int)Math.Floor(Share * examples + 1e-9)); // 0.29 * 100 is just below 29
}
