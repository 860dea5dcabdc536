using Kif.Pipeline.Descriptions;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Comparison;

/// <summary>A strategy of a comparison and how to compose it afresh for each run.</summary>
/// <param name="Name">Its name in results.</param>
/// <param name="Compose">Makes a fresh composition.</param>
public sealed record StrategyChoice(string Name, Func<StrategyComposition> Compose)
{
    /// <summary>What it is, with every value; null where it was composed by hand.</summary>
    public CompositionDescription? Description { get; init; }

    /// <summary>How it trains, where that was searched for it alone; null for what all runs share. Default: null.</summary>
    public TrainingOptions? Training { get; init; }
}
