using System.Text.Json.Serialization;

namespace Kif;

/// <summary>Compares all strategies with the baseline in one metric.</summary>
internal static class PairedComparison
{
    public static IReadOnlyList<PairedDifference> Of(
        IReadOnlyList<IGrouping<string, StrategyRun>> strategies, string baseline, RunMetric metric, StatisticsOptions options)
    {
        Dictionary<(string, long), StrategyRun> partners = strategies.Where(g => g.Key == baseline).SelectMany(g => g).ToDictionary(Pair);
        return
        [
            .. from strategy in strategies
               where strategy.Key != baseline
               let runs = strategy.Where(r => partners.ContainsKey(Pair(r))).ToArray()
               where runs.Length > 0
               select Of(strategy.Key, baseline, metric, runs, [.. runs.Select(r => partners[Pair(r)])], options),
        ];
    }

    /// <summary>Adjusts the p-values of everything that is concluded from one comparison: all strategies and all metrics together.</summary>
    public static IReadOnlyList<PairedDifference> Adjust(IReadOnlyList<PairedDifference> family)
    {
        double[] byRun = HolmAdjustment.Of([.. family.Select(d => d.PValue)]);
        double[] byOrder = HolmAdjustment.Of([.. family.Select(d => d.Orders.Robust.Test.PValue)]);
        return [.. family.Select((d, i) => d with { AdjustedPValue = byRun[i], AdjustedByOrder = byOrder[i] })];
    }

    private static PairedDifference Of(string strategy, string baseline, RunMetric metric, StrategyRun[] runs, StrategyRun[] partners,
        StatisticsOptions options)
    {
        double[] x = [.. runs.Select(metric.Of)], y = [.. partners.Select(metric.Of)], differences = [.. x.Zip(y, (a, b) => a - b)];
        double p = StatisticsOptions.Suffices(runs) ? SignFlipTest.PValue(differences, options) : double.NaN;
        double won = differences.Average(d => double.IsNaN(d) ? d : d == 0 ? 0.5 : d > 0 == metric.HigherIsBetter ? 1 : 0);
        EffectSizes effects = EffectSizes.Of(x, y);
        return new(strategy, baseline, metric.Name, runs.Length, SampleSummary.Of(differences, options), p, p, effects.Differences, won)
        {
            Effects = effects, Orders = OrderStatistics.Of(OrderedDifferences.Of(runs.Zip(differences, (r, d) => (r.Order, d))), options),
        };
    }

    private static (string, long) Pair(StrategyRun run) => (run.Order, run.Seed);
}

/// <summary>The difference of a strategy from the baseline in one metric, over pairs of runs with the same order and seed.</summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Baseline">The baseline.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="Pairs">The number of pairs.</param>
/// <param name="Difference">Strategy minus baseline, in the metric's unit.</param>
/// <param name="PValue">
/// The two-sided p of the sign-flip test: the share of sign patterns with a mean difference at least as far from 0. All 2^n patterns up to 20 pairs, random
/// ones beyond. It takes runs for independent, which they are not where orders differ. NaN with too few seeds and orders.
/// </param>
/// <param name="AdjustedPValue">The p after Holm's adjustment over all strategies and metrics that are compared.</param>
/// <param name="EffectSize">Cohen's d_z: mean over standard deviation of the differences; NaN if all are equal.</param>
/// <param name="Superiority">The share of pairs in which the strategy is better, ties counting half.</param>
public sealed record PairedDifference(
    string Strategy, string Baseline, string Metric, int Pairs, SampleSummary Difference, double PValue, double AdjustedPValue, double EffectSize,
    double Superiority)
{
    /// <summary>The other forms of the effect size, for results.json.</summary>
    [JsonInclude]
    internal EffectSizes Effects { get; init; } = null!;

    /// <summary>The same difference, order by order.</summary>
    [JsonInclude]
    internal OrderStatistics Orders { get; init; } = null!;

    /// <summary>The p of the cluster-robust test over orders after Holm's adjustment over all strategies and metrics; NaN below two orders.</summary>
    [JsonInclude]
    internal double AdjustedByOrder { get; init; } = double.NaN;

    /// <summary>Whether a difference is shown at a level: over runs and, where orders matter, over orders too.</summary>
    internal bool IsShown(double level) => AdjustedPValue <= level && (!Orders.OrdersMatter || AdjustedByOrder <= level);

    /// <summary>The smallest p possible with this number of pairs: 2^(1−n), for differences of equal sign.</summary>
    public double SmallestPValue => Math.Pow(2, 1 - Pairs);
}

/// <summary>Cohen's d of paired values in its common forms: the mean difference over a standard deviation; NaN where that is 0 or undefined.</summary>
/// <param name="Differences">d_z: the mean over the deviation of the differences.</param>
/// <param name="Average">d_av: the mean over the mean of both deviations.</param>
/// <param name="Pooled">The mean over the root of both variances' mean.</param>
/// <param name="Repeated">d_rm: d_z √(2(1−r)), with the correlation r of the pairs.</param>
/// <param name="HedgesFactor">1 − 3/(4(n−1) − 1): the factor that corrects a d for few pairs, which make it too large; 0 for two pairs.</param>
internal sealed record EffectSizes(double Differences, double Average, double Pooled, double Repeated, double HedgesFactor)
{
    /// <summary>Computes the sizes of x over y.</summary>
    /// <param name="x">One value per pair.</param>
    /// <param name="y">The other value of each pair.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static EffectSizes Of(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count != y.Count) throw new ArgumentException($"pairs need as many values on both sides; there are {x.Count} and {y.Count}", nameof(y));
        double[] differences = [.. x.Zip(y, (a, b) => a - b)];
        double mean = SampleMoments.Mean(differences), dx = SampleMoments.Deviation(x), dy = SampleMoments.Deviation(y),
            z = Over(SampleMoments.Deviation(differences));
        return new(z, Over((dx + dy) / 2), Over(Math.Sqrt((dx * dx + dy * dy) / 2)), z * Math.Sqrt(Math.Max(0, 2 * (1 - Correlation()))),
            1 - 3.0 / (4 * (x.Count - 1) - 1));

        double Over(double deviation) => deviation > 0 ? mean / deviation : double.NaN;

        double Correlation()
        {
            (double mx, double my) = (SampleMoments.Mean(x), SampleMoments.Mean(y));
            return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / (x.Count - 1) / (dx * dy);
        }
    }
}

/// <summary>The sign-flip test of paired differences: if there is no difference, the signs are random.</summary>
internal static class SignFlipTest
{
    /// <summary>The maximum number of pairs for which all sign patterns are enumerated.</summary>
    public const int MaxExactPairs = 20;

    /// <summary>
    /// Returns the two-sided p: the share of sign patterns whose sum is at least as far from 0 as the observed one. NaN without values or with a NaN among
    /// them.
    /// </summary>
    public static double PValue(double[] differences, StatisticsOptions options)
    {
        if (differences.Length == 0 || differences.Any(double.IsNaN)) return double.NaN;
        // Sums that differ only by rounding count as equal.
        double seen = Math.Abs(differences.Sum()) - 1e-12 * differences.Sum(Math.Abs);
        if (differences.Length <= MaxExactPairs)
        {
            double[] sums = AllSums(differences);
            return (double)sums.Count(s => Math.Abs(s) >= seen) / sums.Length;
        }
        RandomStream random = new RandomStream((ulong)options.Seed).Derive("signs");
        int reached = Enumerable.Range(0, options.SignPatterns).Count(_ => Math.Abs(Draw(differences, random)) >= seen);
        // The observed pattern is one of the possible ones.
        return (reached + 1.0) / (options.SignPatterns + 1.0);
    }

    /// <summary>Returns the sums of all 2^n patterns.</summary>
    private static double[] AllSums(double[] differences)
    {
        double[] sums = new double[1 << differences.Length];
        int count = 1;
        foreach (double d in differences)
        {
            for (int i = 0; i < count; i++) (sums[i], sums[count + i]) = (sums[i] + d, sums[i] - d);
            count *= 2;
        }
        return sums;
    }

    private static double Draw(double[] differences, RandomStream random)
    {
        double sum = 0;
        ulong bits = 0;
        for (int i = 0; i < differences.Length; i++, bits >>= 1)
        {
            if (i % 64 == 0) bits = random.NextUInt64();
            sum += (bits & 1) == 0 ? differences[i] : -differences[i];
        }
        return sum;
    }
}

/// <summary>Holm's adjustment of p-values for multiple comparisons (1979).</summary>
internal static class HolmAdjustment
{
    /// <summary>Returns adjusted values in the same order, each at least the raw one and at most 1. NaN stays NaN and is not counted as a comparison.</summary>
    public static double[] Of(IReadOnlyList<double> raw)
    {
        double[] adjusted = [.. raw];
        int[] asked = [.. Enumerable.Range(0, raw.Count).Where(i => !double.IsNaN(raw[i])).OrderBy(i => raw[i])];
        double most = 0;
        for (int rank = 0; rank < asked.Length; rank++) adjusted[asked[rank]] = most = Math.Min(1, Math.Max(most, (asked.Length - rank) * raw[asked[rank]]));
        return adjusted;
    }
}
