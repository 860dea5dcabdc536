namespace Kif;

/// <summary>A part's decision after a step.</summary>
/// <param name="Weights">The weights to continue from, or null to keep them; optimizer moments stay. Needs <see cref="StrategyEffects.StepWeights"/>.</param>
/// <param name="Phase">Extra training before the next step, or null. Needs <see cref="StrategyEffects.Phases"/>.</param>
public readonly record struct StepOutcome(Tensor? Weights = null, TrainingPhase? Phase = null)
{
    /// <summary>Continues unchanged.</summary>
    public static StepOutcome Continue => default;
}
