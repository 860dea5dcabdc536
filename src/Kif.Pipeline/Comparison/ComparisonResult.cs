namespace Kif.Pipeline.Comparison;

/// <summary>All runs of a comparison.</summary>
/// <param name="Runs">The runs that are done: order by order, seed by seed, strategies in the order in which they were named.</param>
public sealed record ComparisonResult(IReadOnlyList<StrategyRun> Runs)
{
    /// <summary>The runs that failed.</summary>
    public IReadOnlyList<RunFailure> Failures { get; init; } = [];

    /// <summary>The strategy that the others are compared with. Default: null, for <c>seq-lora</c> if it is among them, or else the first.</summary>
    public string? Baseline { get; init; }
}
