using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>Options of a comparison's statistics. Equal options give bit-identical numbers.</summary>
public sealed class StatisticsOptions
{
    /// <summary>The minimum number of distinct seeds for any conclusion, unless there are many orders.</summary>
    public const int MinSeeds = 3;

    /// <summary>The p up to which a difference counts as shown, after Holm's adjustment.</summary>
    internal const double Level = 0.05;

    /// <summary>The number of orders of the tasks that make up for fewer seeds: with as many, sign flips of whole orders can reach a p below 0.05.</summary>
    internal const int ManyOrders = 6;

    /// <summary>The baseline strategy. Default: null, for the comparison's own (<see cref="ComparisonResult.Baseline"/>).</summary>
    public string? Baseline { get; init; }

    /// <summary>
    /// The metric that the noise of the test set is computed with. Default: null, for the one that scored the runs (<see cref="ComparisonResult.Metric"/>), or
    /// else exact match.
    /// </summary>
    public ITaskMetric? Metric { get; init; }

    /// <summary>The confidence level of intervals, from 0 to 1. Default: 0.95.</summary>
    [Range(0.5, 0.9999)]
    public double Confidence { get; init; } = 0.95;

    /// <summary>The method of bootstrap intervals. Default: percentiles.</summary>
    internal BootstrapForm Bootstrap { get; init; }

    /// <summary>The number of resamples per bootstrap interval. Default: 10,000.</summary>
    [Range(100, 10_000_000)]
    public int Resamples { get; init; } = 10_000;

    /// <summary>The number of random sign patterns if there are too many pairs (more than 20) to enumerate all patterns. Default: 100,000.</summary>
    [Range(100, 10_000_000)]
    public int SignPatterns { get; init; } = 100_000;

    /// <summary>The root seed of resamples and sign patterns. Default: 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Whether runs are enough for a conclusion: of three distinct seeds, or of six orders.</summary>
    internal static bool Suffices(IReadOnlyCollection<StrategyRun> runs) =>
        Suffices(runs.Select(r => r.Seed).Distinct().Count(), runs.Select(r => r.Order).Distinct().Count());

    /// <summary>Whether so many distinct seeds and orders are enough.</summary>
    internal static bool Suffices(int seeds, int orders) => seeds >= MinSeeds || orders >= ManyOrders;
}

/// <summary>The method of deriving an interval from the means of resampled values (Efron and Tibshirani 1993, chapters 13 and 14).</summary>
internal enum BootstrapForm
{
    /// <summary>The quantiles of the resampled means, interpolated linearly. The default.</summary>
    Percentile,

    /// <summary>Quantiles corrected for bias and for a spread that changes with the mean (BCa).</summary>
    BiasCorrected,

    /// <summary>Twice the mean minus the opposite quantile.</summary>
    Basic,
}
