namespace Kif.Pipeline.Comparison;

/// <summary>All runs of a comparison.</summary>
/// <param name="Runs">Seed after seed, strategies in the order in which they were named.</param>
public sealed record ComparisonResult(IReadOnlyList<StrategyRun> Runs);
