namespace Kif;

/// <summary>A task is over and its final weights are known: the replay buffer may remember examples of it.</summary>
/// <param name="task">Name of the task.</param>
/// <param name="index">Its 0-based place in the stream.</param>
/// <param name="train">The task's training examples; dev and test examples are never offered.</param>
/// <param name="weights">The kept weights; borrowed.</param>
/// <param name="probe">Extra computation, counted.</param>
/// <param name="random">The memory's own random stream of this task.</param>
public readonly ref struct MemoryOffered(string task, int index, IReadOnlyList<Example> train, Tensor weights, IProbe probe, RandomStream random)
{
    /// <summary>Name of the task.</summary>
    public string Task { get; } = task;

    /// <summary>Its 0-based place in the stream.</summary>
    public int Index { get; } = index;

    /// <summary>The task's training examples; dev and test examples are never offered.</summary>
    public IReadOnlyList<Example> Train { get; } = train;

    /// <summary>The kept weights; borrowed.</summary>
    public Tensor Weights { get; } = weights;

    /// <summary>Extra computation, counted.</summary>
    public IProbe Probe { get; } = probe;

    /// <summary>The memory's own random stream of this task.</summary>
    public RandomStream Random { get; } = random;
}
