namespace Kif.Pipeline.Statistics;

/// <summary>The difference of a strategy from the baseline in one metric, over pairs of runs with the same order and seed.</summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Baseline">The baseline.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="Pairs">The number of pairs.</param>
/// <param name="Difference">Strategy minus baseline, in the metric's unit.</param>
/// <param name="PValue">
/// The two-sided p of the sign-flip test: the share of sign patterns with a mean difference at least as far from 0. All 2^n patterns up to 20 pairs, random
/// ones beyond. NaN below three distinct seeds.
/// </param>
/// <param name="AdjustedPValue">The p after Holm's adjustment over all strategies in this metric.</param>
/// <param name="EffectSize">Cohen's d_z: mean over standard deviation of the differences; NaN if all are equal.</param>
/// <param name="Superiority">The share of pairs in which the strategy is better, ties counting half.</param>
public sealed record PairedDifference(
    string Strategy, string Baseline, string Metric, int Pairs, SampleSummary Difference, double PValue, double AdjustedPValue, double EffectSize, double Superiority)
{
    /// <summary>The other forms of the effect size.</summary>
    public required EffectSizes Effects { get; init; }

    /// <summary>The smallest p possible with this number of pairs: 2^(1−n), for differences of equal sign.</summary>
    public double SmallestPValue => Math.Pow(2, 1 - Pairs);
}
