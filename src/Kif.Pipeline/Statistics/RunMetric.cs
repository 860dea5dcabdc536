using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Statistics;

/// <summary>A metric of a run.</summary>
/// <param name="Name">The name on the command line and in files, e.g. <c>bwt-over-all</c>.</param>
/// <param name="Title">The title in tables.</param>
/// <param name="Unit">The unit of its values; <c>%</c> for scores and <c>points</c> for differences of scores.</param>
/// <param name="HigherIsBetter">Whether higher values are better; lower costs are better.</param>
/// <param name="Definition">The definition in one sentence.</param>
public sealed record RunMetric(string Name, string Title, string Unit, bool HigherIsBetter, string Definition)
{
    /// <summary>The function that computes the value; NaN if undefined.</summary>
    public required Func<StrategyRun, double> Value { get; init; }

    /// <summary>Returns the value for a run; NaN if undefined.</summary>
    public double Of(StrategyRun run) => Value(run);
}
