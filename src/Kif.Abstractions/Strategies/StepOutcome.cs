namespace Kif;

/// <summary>What a part wants after a step.</summary>
/// <param name="Weights">Weights to go on with, or null to keep them; the optimiser's moments stay. Needs <see cref="StrategyEffects.StepWeights"/>.</param>
/// <param name="Phase">Extra training before the next step, or null. Needs <see cref="StrategyEffects.Phases"/>.</param>
public readonly record struct StepOutcome(Tensor? Weights = null, TrainingPhase? Phase = null)
{
    /// <summary>Goes on as it is.</summary>
    public static StepOutcome Continue => default;
}
