namespace Kif;

/// <summary>The start of a task.</summary>
/// <param name="task">Name of the task.</param>
/// <param name="index">Its 0-based place in the stream.</param>
/// <param name="trainExamples">Number of its training examples.</param>
/// <param name="weights">The final weights of the previous task; borrowed.</param>
/// <param name="initialWeights">The weights before the first task; borrowed.</param>
/// <param name="memory">The replay examples of earlier tasks.</param>
/// <param name="random">The part's own random stream of this task.</param>
public readonly ref struct TaskStarting(
    string task, int index, int trainExamples, Tensor weights, Tensor initialWeights, IReadOnlyList<Remembered> memory, RandomStream random)
{
    /// <summary>Name of the task.</summary>
    public string Task { get; } = task;

    /// <summary>Its 0-based place in the stream.</summary>
    public int Index { get; } = index;

    /// <summary>Number of its training examples.</summary>
    public int TrainExamples { get; } = trainExamples;

    /// <summary>The final weights of the previous task; borrowed.</summary>
    public Tensor Weights { get; } = weights;

    /// <summary>The weights before the first task; borrowed.</summary>
    public Tensor InitialWeights { get; } = initialWeights;

    /// <summary>The replay examples of earlier tasks.</summary>
    public IReadOnlyList<Remembered> Memory { get; } = memory;

    /// <summary>The part's own random stream of this task.</summary>
    public RandomStream Random { get; } = random;
}
