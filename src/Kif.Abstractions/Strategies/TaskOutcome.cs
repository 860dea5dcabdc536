namespace Kif;

/// <summary>A part's decision at the end of a task.</summary>
/// <param name="Weights">The weights to keep, or null to keep those trained. Needs <see cref="StrategyEffects.KeptWeights"/>.</param>
/// <param name="Closing">Post-task phases of extra training, in order; null for none. Needs <see cref="StrategyEffects.Phases"/>.</param>
/// <param name="Explanation">The decision per skill unit, for reports; null for none.</param>
public sealed record TaskOutcome(Tensor? Weights = null, IReadOnlyList<TrainingPhase>? Closing = null, FusionExplanation? Explanation = null)
{
    /// <summary>Keeps the trained weights.</summary>
    public static TaskOutcome Keep { get; } = new();
}
