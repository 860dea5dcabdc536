using System.ComponentModel.DataAnnotations;
using Kif.Pipeline.Evaluation;

namespace Kif.Pipeline.Statistics;

/// <summary>How a comparison is judged. Equal options give equal numbers, to the bit.</summary>
public sealed class StatisticsOptions
{
    /// <summary>The fewest distinct seeds of which anything is concluded.</summary>
    public const int FewestSeeds = 3;

    /// <summary>The strategy that the others are compared with. Default: null, for the comparison's own (<see cref="Comparison.ComparisonResult.Baseline"/>).</summary>
    public string? Baseline { get; init; }

    /// <summary>The metric that scored the runs; the noise of the test set is computed with it. Default: exact match.</summary>
    public ITaskMetric Metric { get; init; } = new ExactMatch();

    /// <summary>The share of intervals that hold the true value, from 0 to 1. Default: 0.95.</summary>
    [Range(0.5, 0.9999)]
    public double Confidence { get; init; } = 0.95;

    /// <summary>How bootstrap intervals are read off. Default: by percentiles.</summary>
    public BootstrapForm Bootstrap { get; init; }

    /// <summary>Resamples per bootstrap interval. Default: 10,000.</summary>
    [Range(100, 10_000_000)]
    public int Resamples { get; init; } = 10_000;

    /// <summary>Sign patterns that are drawn where there are too many pairs (more than 20) to go through all of them. Default: 100,000.</summary>
    [Range(100, 10_000_000)]
    public int SignPatterns { get; init; } = 100_000;

    /// <summary>Root seed of resamples and sign patterns. Default: 1.</summary>
    public long Seed { get; init; } = 1;
}
