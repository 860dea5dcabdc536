namespace Kif;

/// <summary>The input of a buffer update: a finished task with its final weights.</summary>
/// <param name="task">Name of the task.</param>
/// <param name="index">Its 0-based place in the stream.</param>
/// <param name="train">The task's training examples, never dev or test examples.</param>
/// <param name="weights">The final weights; borrowed.</param>
/// <param name="probe">Extra passes, counted.</param>
/// <param name="random">The memory's own random stream of this task.</param>
public readonly ref struct MemoryOffered(string task, int index, IReadOnlyList<Example> train, Tensor weights, IProbe probe, RandomStream random)
{
    /// <summary>Name of the task.</summary>
    public string Task { get; } = task;

    /// <summary>Its 0-based place in the stream.</summary>
    public int Index { get; } = index;

    /// <summary>The task's training examples, never dev or test examples.</summary>
    public IReadOnlyList<Example> Train { get; } = train;

    /// <summary>The final weights; borrowed.</summary>
    public Tensor Weights { get; } = weights;

    /// <summary>Extra passes, counted.</summary>
    public IProbe Probe { get; } = probe;

    /// <summary>The memory's own random stream of this task.</summary>
    public RandomStream Random { get; } = random;
}
