namespace Kif;

/// <summary>The end of a task's training, when the weights to keep are decided.</summary>
/// <param name="task">Name of the task.</param>
/// <param name="index">Its 0-based place in the stream.</param>
/// <param name="start">Weights from which the task was trained; borrowed.</param>
/// <param name="weights">Weights after training, as the previous part left them; borrowed.</param>
/// <param name="train">The task's training examples.</param>
/// <param name="memory">The replay examples of earlier tasks.</param>
/// <param name="probe">Extra passes.</param>
/// <param name="random">The part's own random stream.</param>
public readonly ref struct TaskCompleted(
    string task, int index, Tensor start, Tensor weights, IReadOnlyList<Example> train, IReadOnlyList<Remembered> memory, IProbe probe, RandomStream random)
{
    /// <summary>Name of the task.</summary>
    public string Task { get; } = task;

    /// <summary>Its 0-based place in the stream.</summary>
    public int Index { get; } = index;

    /// <summary>Weights from which the task was trained; borrowed.</summary>
    public Tensor Start { get; } = start;

    /// <summary>Weights after training, as the previous part left them; borrowed.</summary>
    public Tensor Weights { get; } = weights;

    /// <summary>The task's training examples.</summary>
    public IReadOnlyList<Example> Train { get; } = train;

    /// <summary>The replay examples of earlier tasks.</summary>
    public IReadOnlyList<Remembered> Memory { get; } = memory;

    /// <summary>Extra passes.</summary>
    public IProbe Probe { get; } = probe;

    /// <summary>The part's own random stream.</summary>
    public RandomStream Random { get; } = random;
}
