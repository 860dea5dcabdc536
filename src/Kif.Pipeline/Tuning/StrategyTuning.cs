using Kif.Pipeline.Options;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Tuning;

/// <summary>The search for one strategy.</summary>
/// <param name="Strategy">Its name.</param>
/// <param name="Note">The reason for fewer trials than the budget; null if it had all.</param>
/// <param name="Trials">All of them, in order.</param>
/// <param name="Best">Number of the best trial: the earlier of equal ones; the defaults if all failed.</param>
public sealed record StrategyTuning(string Strategy, string? Note, IReadOnlyList<Trial> Trials, int Best)
{
    /// <summary>The strategy as requested, with the options of the best trial, whose origin is the search.</summary>
    public required CompositionRequest Request { get; init; }

    /// <summary>Its training options, if the best trial has its own learning rate; null for the comparison's.</summary>
    public TrainingOptions? Training { get; init; }
}
