namespace Kif;

/// <summary>A finished task with its final weights, after the decisions of all parts and all post-task phases: take snapshots and statistics here.</summary>
/// <param name="task">Name of the task.</param>
/// <param name="index">Its 0-based place in the stream.</param>
/// <param name="weights">The final weights; borrowed.</param>
/// <param name="train">The task's training examples.</param>
/// <param name="memory">The replay examples, including those of this task.</param>
/// <param name="probe">Extra passes.</param>
/// <param name="random">The part's own random stream.</param>
public readonly ref struct TaskKept(
    string task, int index, Tensor weights, IReadOnlyList<Example> train, IReadOnlyList<Remembered> memory, IProbe probe, RandomStream random)
{
    /// <summary>Name of the task.</summary>
    public string Task { get; } = task;

    /// <summary>Its 0-based place in the stream.</summary>
    public int Index { get; } = index;

    /// <summary>The final weights; borrowed.</summary>
    public Tensor Weights { get; } = weights;

    /// <summary>The task's training examples.</summary>
    public IReadOnlyList<Example> Train { get; } = train;

    /// <summary>The replay examples, including those of this task.</summary>
    public IReadOnlyList<Remembered> Memory { get; } = memory;

    /// <summary>Extra passes.</summary>
    public IProbe Probe { get; } = probe;

    /// <summary>The part's own random stream.</summary>
    public RandomStream Random { get; } = random;
}
