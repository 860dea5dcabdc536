namespace Kif;

/// <summary>All runs of a comparison.</summary>
/// <param name="Runs">The runs that are done: order by order, seed by seed, strategies in the order in which they were named.</param>
public sealed record ComparisonResult(IReadOnlyList<StrategyRun> Runs)
{
    private ComparisonStatistics? statistics;

    /// <summary>Copies everything but the statistics, which are those of one baseline and one metric.</summary>
    private ComparisonResult(ComparisonResult other) =>
        (Runs, Failures, Skipped, Baseline, Metric, Score) = (other.Runs, other.Failures, other.Skipped, other.Baseline, other.Metric, other.Score);

    /// <summary>The runs that failed.</summary>
    public IReadOnlyList<RunFailure> Failures { get; init; } = [];

    /// <summary>The runs that another process was doing, with that process as the message.</summary>
    public IReadOnlyList<RunFailure> Skipped { get; init; } = [];

    /// <summary>The strategy that the others are compared with. Default: null, for <c>seq-lora</c> if it is among them, or else the first.</summary>
    public string? Baseline { get; init; }

    /// <summary>The metric that scored the runs, which their statistics use. Default: null, for exact match.</summary>
    public ITaskMetric? Metric { get; init; }

    /// <summary>The tasks that were scored after each one. Default: all.</summary>
    internal ScoredTasks Score { get; init; }

    /// <summary>
    /// The statistics with default options, which tables, reports, pages and JSON show; computed on first use.
    /// <see cref="ComparisonStatistics.Of"/> computes others.
    /// </summary>
    /// <exception cref="CompositionException">The baseline is not among the strategies.</exception>
    public ComparisonStatistics Statistics => statistics ??= ComparisonStatistics.Of(this);

    /// <summary>Whether runs, failures, skipped runs, baseline and metric are the same.</summary>
    public bool Equals(ComparisonResult? other) =>
        other is not null
        && (Runs, Failures, Skipped, Baseline, Metric).Equals((other.Runs, other.Failures, other.Skipped, other.Baseline, other.Metric));

    /// <inheritdoc/>
    public override int GetHashCode() => (Runs, Failures, Skipped, Baseline, Metric).GetHashCode();
}
