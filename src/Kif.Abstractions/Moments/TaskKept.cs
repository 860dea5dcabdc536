namespace Kif;

/// <summary>Every part has spoken and closing phases are over: these are the task's final weights. Snapshots and statistics are taken now.</summary>
/// <param name="task">Name of the task.</param>
/// <param name="index">Its 0-based place in the stream.</param>
/// <param name="weights">The kept weights; borrowed.</param>
/// <param name="train">The task's training examples.</param>
/// <param name="memory">What is remembered now, this task included.</param>
/// <param name="probe">Extra computation.</param>
/// <param name="random">The part's own random stream.</param>
public readonly ref struct TaskKept(
    string task, int index, Tensor weights, IReadOnlyList<Example> train, IReadOnlyList<Remembered> memory, IProbe probe, RandomStream random)
{
    /// <summary>Name of the task.</summary>
    public string Task { get; } = task;

    /// <summary>Its 0-based place in the stream.</summary>
    public int Index { get; } = index;

    /// <summary>The kept weights; borrowed.</summary>
    public Tensor Weights { get; } = weights;

    /// <summary>The task's training examples.</summary>
    public IReadOnlyList<Example> Train { get; } = train;

    /// <summary>What is remembered now, this task included.</summary>
    public IReadOnlyList<Remembered> Memory { get; } = memory;

    /// <summary>Extra computation.</summary>
    public IProbe Probe { get; } = probe;

    /// <summary>The part's own random stream.</summary>
    public RandomStream Random { get; } = random;
}
