namespace Kif;

/// <summary>The parameter space of the model, at the start or after its adapter grew: build units here.</summary>
public readonly ref struct SpaceAttachment
{
    /// <summary>The new space.</summary>
    public required ParameterSpace Space { get; init; }

    /// <summary>The adapters frozen beside the base, oldest first, without merged ones. Borrowed until the next call. Default: none.</summary>
    public IReadOnlyList<FrozenAdapter> Frozen { get => field ?? []; init; }
}

/// <summary>The start of a task.</summary>
public readonly ref struct TaskStart
{
    /// <summary>Name of the task.</summary>
    public required string Task { get; init; }

    /// <summary>Its 0-based place in the stream.</summary>
    public required int Index { get; init; }

    /// <summary>Number of its training examples.</summary>
    public required int TrainExamples { get; init; }

    /// <summary>The space of the weights.</summary>
    public required ParameterSpace Space { get; init; }

    /// <summary>The final weights of the previous task; borrowed.</summary>
    public required Tensor Weights { get; init; }

    /// <summary>The weights before the first task; borrowed.</summary>
    public required Tensor InitialWeights { get; init; }

    /// <summary>The replay examples of earlier tasks. Default: none.</summary>
    public IReadOnlyList<ReplayExample> Memory { get => field ?? []; init; }

    /// <summary>The part's own random stream of this task.</summary>
    public required RandomStream Random { get; init; }
}

/// <summary>A task that is about to be trained, with its examples.</summary>
public readonly ref struct TaskPreparation
{
    /// <summary>Name of the task.</summary>
    public required string Task { get; init; }

    /// <summary>Its 0-based place in the stream.</summary>
    public required int Index { get; init; }

    /// <summary>The space of the weights, after the adapter's growth.</summary>
    public required ParameterSpace Space { get; init; }

    /// <summary>The weights that the training starts from, as the previous part left them; borrowed.</summary>
    public required Tensor Weights { get; init; }

    /// <summary>The task's training examples.</summary>
    public required IReadOnlyList<Example> Train { get; init; }

    /// <summary>The replay examples of earlier tasks. Default: none.</summary>
    public IReadOnlyList<ReplayExample> Memory { get => field ?? []; init; }

    /// <summary>Extra passes.</summary>
    public required IExtraPasses Passes { get; init; }

    /// <summary>The part's own random stream.</summary>
    public required RandomStream Random { get; init; }
}

/// <summary>The end of a task's training, when the weights to keep are decided.</summary>
public readonly ref struct TaskEnd
{
    /// <summary>Name of the task.</summary>
    public required string Task { get; init; }

    /// <summary>Its 0-based place in the stream.</summary>
    public required int Index { get; init; }

    /// <summary>Weights from which the task was trained; borrowed.</summary>
    public required Tensor Start { get; init; }

    /// <summary>Weights after training, as the previous part left them; borrowed.</summary>
    public required Tensor Weights { get; init; }

    /// <summary>Weights where training ended, before any part decided; borrowed. Default: <see cref="Weights"/>.</summary>
    public Tensor Trained { get => field ?? Weights; init; }

    /// <summary>The task's training examples.</summary>
    public required IReadOnlyList<Example> Train { get; init; }

    /// <summary>The replay examples of earlier tasks. Default: none.</summary>
    public IReadOnlyList<ReplayExample> Memory { get => field ?? []; init; }

    /// <summary>Extra passes.</summary>
    public required IExtraPasses Passes { get; init; }

    /// <summary>The part's own random stream.</summary>
    public required RandomStream Random { get; init; }
}

/// <summary>A finished task with its final weights, after the decisions of all parts and all post-task phases: take snapshots and statistics here.</summary>
public readonly ref struct TaskFinished
{
    /// <summary>Name of the task.</summary>
    public required string Task { get; init; }

    /// <summary>Its 0-based place in the stream.</summary>
    public required int Index { get; init; }

    /// <summary>Weights from which the task was trained; borrowed.</summary>
    public required Tensor Start { get; init; }

    /// <summary>The final weights; borrowed.</summary>
    public required Tensor Weights { get; init; }

    /// <summary>The task's training examples.</summary>
    public required IReadOnlyList<Example> Train { get; init; }

    /// <summary>The replay examples, including those of this task. Default: none.</summary>
    public IReadOnlyList<ReplayExample> Memory { get => field ?? []; init; }

    /// <summary>Extra passes.</summary>
    public required IExtraPasses Passes { get; init; }

    /// <summary>The part's own random stream.</summary>
    public required RandomStream Random { get; init; }
}
