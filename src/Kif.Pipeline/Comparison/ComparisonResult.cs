namespace Kif.Pipeline.Comparison;

/// <summary>All runs of a comparison.</summary>
/// <param name="Runs">Those that are done: order after order, seed after seed, strategies in the order in which they were named.</param>
public sealed record ComparisonResult(IReadOnlyList<StrategyRun> Runs)
{
    /// <summary>Those that failed.</summary>
    public IReadOnlyList<RunFailure> Failures { get; init; } = [];

    /// <summary>The strategy that the others are compared with. Default: null, for <c>seq-lora</c> where it is there, or else the first.</summary>
    public string? Baseline { get; init; }
}
