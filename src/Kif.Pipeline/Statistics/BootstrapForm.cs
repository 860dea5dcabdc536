namespace Kif.Pipeline.Statistics;

/// <summary>The method of deriving an interval from the means of resampled values (Efron and Tibshirani 1993, chapters 13 and 14).</summary>
public enum BootstrapForm
{
    /// <summary>The quantiles of the resampled means, interpolated linearly. The default.</summary>
    Percentile,

    /// <summary>Quantiles corrected for bias and for a spread that changes with the mean (BCa).</summary>
    Corrected,

    /// <summary>Twice the mean minus the opposite quantile.</summary>
    Basic,
}
