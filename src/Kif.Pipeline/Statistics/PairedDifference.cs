namespace Kif.Pipeline.Statistics;

/// <summary>A strategy against the baseline in one metric, over pairs of runs with the same order and the same seed.</summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Pairs">Number of pairs.</param>
/// <param name="Difference">Strategy minus baseline, in the metric's unit.</param>
/// <param name="PValue">
/// Two-sided p of the sign-flip test: how often random signs give a mean difference at least as far from 0. All 2^n patterns up to 20 pairs, drawn ones beyond.
/// NaN below three distinct seeds.
/// </param>
/// <param name="AdjustedPValue">The same after Holm's adjustment over all strategies in this metric.</param>
/// <param name="EffectSize">Cohen's d_z: mean over standard deviation of the differences; NaN where they are all the same.</param>
/// <param name="Superiority">Share of pairs in which the strategy is the better one, ties half.</param>
public sealed record PairedDifference(
    string Strategy, string Baseline, string Metric, int Pairs, SampleSummary Difference, double PValue, double AdjustedPValue, double EffectSize, double Superiority)
{
    /// <summary>The effect size in its other forms.</summary>
    public required EffectSizes Effects { get; init; }

    /// <summary>The smallest p that this many pairs can give: 2^(1−n), the one of differences that all point the same way.</summary>
    public double SmallestPValue => Math.Pow(2, 1 - Pairs);
}
