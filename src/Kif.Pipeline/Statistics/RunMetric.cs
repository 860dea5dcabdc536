using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Statistics;

/// <summary>A number that describes a run.</summary>
/// <param name="Name">What users type and files say, e.g. <c>bwt-over-all</c>.</param>
/// <param name="Title">What tables say.</param>
/// <param name="Unit">Of its values; <c>%</c> for scores and <c>points</c> for differences of scores.</param>
/// <param name="HigherIsBetter">Which way is better; costs are better when lower.</param>
/// <param name="Definition">One sentence.</param>
public sealed record RunMetric(string Name, string Title, string Unit, bool HigherIsBetter, string Definition)
{
    /// <summary>Computes it; NaN where it is undefined.</summary>
    public required Func<StrategyRun, double> Value { get; init; }

    /// <summary>Its value for a run; NaN where it is undefined.</summary>
    public double Of(StrategyRun run) => Value(run);
}
