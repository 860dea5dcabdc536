using Kif.Pipeline.Descriptions;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Comparison;

/// <summary>A strategy of a comparison, composed anew for each run.</summary>
/// <param name="Name">Its name in results.</param>
/// <param name="Compose">Makes a fresh composition.</param>
public sealed record StrategyChoice(string Name, Func<StrategyComposition> Compose)
{
    /// <summary>Its description with every option value; null if it was composed by hand.</summary>
    public CompositionDescription? Description { get; init; }

    /// <summary>Its own training options, as found by a search; null for those that all runs share. Default: null.</summary>
    public TrainingOptions? Training { get; init; }
}
