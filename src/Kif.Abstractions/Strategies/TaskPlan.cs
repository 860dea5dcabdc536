namespace Kif;

/// <summary>How a part wants a task to be learnt. Plain data; the plans of all parts are merged, and contradictions are refused.</summary>
public sealed record TaskPlan
{
    /// <summary>Nothing special.</summary>
    public static TaskPlan Default { get; } = new();

    /// <summary>From which weights to train. Default: those kept after the previous task.</summary>
    public TrainingStart Start { get; init; }

    /// <summary>What to do with the adapter before the task; null goes on with it. Needs <see cref="StrategyEffects.Adapter"/>.</summary>
    public AdapterGrowth? Grow { get; init; }

    /// <summary>How memory enters the training. Needs <see cref="StrategyEffects.Memory"/>.</summary>
    public MemoryMix Memory { get; init; }

    /// <summary>1 where entries may change, 0 where the optimiser's update is masked; null updates all. Needs <see cref="StrategyEffects.Gradients"/>.</summary>
    public Tensor? UpdateMask { get; init; }

    /// <summary>Whether <see cref="StepCompleted.PreviousWeights"/> and <see cref="StepCompleted.TaskGradients"/> are wanted.</summary>
    public bool NeedsPath { get; init; }

    /// <summary>Whether summed absolute outputs of the trainable maps are wanted in <see cref="GradientsReady.Outputs"/>.</summary>
    public bool NeedsOutputs { get; init; }
}
