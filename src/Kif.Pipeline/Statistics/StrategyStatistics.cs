namespace Kif.Pipeline.Statistics;

/// <summary>The statistics of a strategy over all its runs.</summary>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="Runs">Number of runs.</param>
/// <param name="SeedCount">Number of distinct seeds.</param>
/// <param name="OrderCount">Number of distinct orders.</param>
/// <param name="Comparable">Whether it has enough distinct seeds to be ranked: three.</param>
/// <param name="Metrics">Every metric of <see cref="RunMetrics.All"/> by name.</param>
public sealed record StrategyStatistics(
    string Strategy, int Runs, int SeedCount, int OrderCount, bool Comparable, IReadOnlyDictionary<string, SampleSummary> Metrics);
