namespace Kif;

/// <summary>What a part decides at the end of a task.</summary>
/// <param name="Weights">The weights to keep, or null to keep those trained. Needs <see cref="StrategyEffects.KeptWeights"/>.</param>
/// <param name="Closing">Extra training afterwards, in order; null for none. Needs <see cref="StrategyEffects.Phases"/>.</param>
/// <param name="Explanation">What was decided per skill unit, for reports; null for nothing.</param>
public sealed record TaskOutcome(Tensor? Weights = null, IReadOnlyList<TrainingPhase>? Closing = null, FusionExplanation? Explanation = null)
{
    /// <summary>Keeps what was trained.</summary>
    public static TaskOutcome Keep { get; } = new();
}
