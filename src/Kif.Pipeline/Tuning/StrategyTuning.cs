using Kif.Pipeline.Options;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Tuning;

/// <summary>The search for one strategy.</summary>
/// <param name="Strategy">Its name.</param>
/// <param name="Note">Why it had fewer trials than the budget; null where it had all.</param>
/// <param name="Trials">All of them, in order.</param>
/// <param name="Best">Number of the best: the earlier of equal ones; the defaults where all failed.</param>
public sealed record StrategyTuning(string Strategy, string? Note, IReadOnlyList<Trial> Trials, int Best)
{
    /// <summary>The strategy as it was asked for, with what the best trial set; its options' origin is the search.</summary>
    public required CompositionRequest Request { get; init; }

    /// <summary>How it trains, where the best trial has a learning rate of its own; null for the comparison's way.</summary>
    public TrainingOptions? Training { get; init; }
}
