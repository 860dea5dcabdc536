namespace Kif;

/// <summary>A part's plan for the training of a task. Plain data; the plans of all parts are merged, and contradictions are rejected.</summary>
public sealed record TaskPlan
{
    /// <summary>The default plan.</summary>
    public static TaskPlan Default { get; } = new();

    /// <summary>The initial weights of the training. Default: the final weights of the previous task.</summary>
    public TrainingStart Start { get; init; }

    /// <summary>The growth of the adapter before the task; null keeps training the current one. Needs <see cref="StrategyEffects.Adapter"/>.</summary>
    public AdapterGrowth? Grow { get; init; }

    /// <summary>The replay mode. Needs <see cref="StrategyEffects.Memory"/>.</summary>
    public MemoryMix Memory { get; init; }

    /// <summary>
    /// 1 where elements may change, 0 where the optimizer's update is masked; null updates all. Needs <see cref="StrategyEffects.Gradients"/>.
    /// </summary>
    public Tensor? UpdateMask { get; init; }

    /// <summary>Whether <see cref="StepCompleted.PreviousWeights"/> and <see cref="StepCompleted.TaskGradients"/> are needed.</summary>
    public bool NeedsPath { get; init; }

    /// <summary>Whether summed absolute outputs of the trainable maps are needed in <see cref="GradientsReady.Outputs"/>.</summary>
    public bool NeedsOutputs { get; init; }
}
