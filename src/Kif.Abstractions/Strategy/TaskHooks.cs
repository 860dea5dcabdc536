namespace Kif;

/// <summary>The parameter space of the model, at the start or after its adapter grew: build units here.</summary>
/// <param name="space">The new space.</param>
/// <param name="frozen">The adapters frozen beside the base, oldest first, without merged ones. Borrowed until the next call.</param>
public readonly ref struct SpaceAttachment(ParameterSpace space, IReadOnlyList<FrozenAdapter> frozen)
{
    /// <summary>The new space.</summary>
    public ParameterSpace Space { get; } = space;

    /// <summary>The adapters frozen beside the base, oldest first, without merged ones. Borrowed until the next call.</summary>
    public IReadOnlyList<FrozenAdapter> Frozen { get; } = frozen;
}

/// <summary>The start of a task.</summary>
/// <param name="task">Name of the task.</param>
/// <param name="index">Its 0-based place in the stream.</param>
/// <param name="trainExamples">Number of its training examples.</param>
/// <param name="space">The space of the weights.</param>
/// <param name="weights">The final weights of the previous task; borrowed.</param>
/// <param name="initialWeights">The weights before the first task; borrowed.</param>
/// <param name="memory">The replay examples of earlier tasks.</param>
/// <param name="random">The part's own random stream of this task.</param>
public readonly ref struct TaskStart(
    string task, int index, int trainExamples, ParameterSpace space, Tensor weights, Tensor initialWeights, IReadOnlyList<ReplayExample> memory,
    RandomStream random)
{
    /// <summary>Name of the task.</summary>
    public string Task { get; } = task;

    /// <summary>Its 0-based place in the stream.</summary>
    public int Index { get; } = index;

    /// <summary>Number of its training examples.</summary>
    public int TrainExamples { get; } = trainExamples;

    /// <summary>The space of the weights.</summary>
    public ParameterSpace Space { get; } = space;

    /// <summary>The final weights of the previous task; borrowed.</summary>
    public Tensor Weights { get; } = weights;

    /// <summary>The weights before the first task; borrowed.</summary>
    public Tensor InitialWeights { get; } = initialWeights;

    /// <summary>The replay examples of earlier tasks.</summary>
    public IReadOnlyList<ReplayExample> Memory { get; } = memory;

    /// <summary>The part's own random stream of this task.</summary>
    public RandomStream Random { get; } = random;
}

/// <summary>The end of a task's training, when the weights to keep are decided.</summary>
/// <param name="task">Name of the task.</param>
/// <param name="index">Its 0-based place in the stream.</param>
/// <param name="start">Weights from which the task was trained; borrowed.</param>
/// <param name="weights">Weights after training, as the previous part left them; borrowed.</param>
/// <param name="train">The task's training examples.</param>
/// <param name="memory">The replay examples of earlier tasks.</param>
/// <param name="passes">Extra passes.</param>
/// <param name="random">The part's own random stream.</param>
public readonly ref struct TaskEnd(
    string task, int index, Tensor start, Tensor weights, IReadOnlyList<Example> train, IReadOnlyList<ReplayExample> memory, IExtraPasses passes,
    RandomStream random)
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
    public IReadOnlyList<ReplayExample> Memory { get; } = memory;

    /// <summary>Extra passes.</summary>
    public IExtraPasses Passes { get; } = passes;

    /// <summary>The part's own random stream.</summary>
    public RandomStream Random { get; } = random;
}

/// <summary>A finished task with its final weights, after the decisions of all parts and all post-task phases: take snapshots and statistics here.</summary>
/// <param name="task">Name of the task.</param>
/// <param name="index">Its 0-based place in the stream.</param>
/// <param name="weights">The final weights; borrowed.</param>
/// <param name="train">The task's training examples.</param>
/// <param name="memory">The replay examples, including those of this task.</param>
/// <param name="passes">Extra passes.</param>
/// <param name="random">The part's own random stream.</param>
public readonly ref struct TaskFinished(
    string task, int index, Tensor weights, IReadOnlyList<Example> train, IReadOnlyList<ReplayExample> memory, IExtraPasses passes, RandomStream random)
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
    public IReadOnlyList<ReplayExample> Memory { get; } = memory;

    /// <summary>Extra passes.</summary>
    public IExtraPasses Passes { get; } = passes;

    /// <summary>The part's own random stream.</summary>
    public RandomStream Random { get; } = random;
}
