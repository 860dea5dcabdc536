using System.Globalization;

namespace Kif;

/// <summary>Puts statistics into plain English.</summary>
internal static class StatisticsSentences
{
    private const double Level = 0.05;

    public static string TooFew(int seeds) =>
        string.Create(CultureInfo.InvariantCulture, $"not comparable: {seeds} seed{(seeds == 1 ? "" : "s")}, at least {StatisticsOptions.MinSeeds} are needed");

    public static string Of(ComparisonStatistics statistics, StrategyStatistics strategy)
    {
        if (!strategy.Comparable) return $"{strategy.Strategy}: {TooFew(strategy.SeedCount)}.";
        SampleSummary ap = strategy.Metrics["ap"];
        if (strategy.Strategy == statistics.Baseline)
            return $"{strategy.Strategy} is the baseline: AP {Number(ap.Mean)} % ({Range(ap.Student, statistics)}, {Count(strategy.Runs, "run")}).";
        PairedDifference? difference = statistics.Differences.FirstOrDefault(d => d.Strategy == strategy.Strategy && d.Metric == "ap");
        if (difference is null) return $"{strategy.Strategy} and {statistics.Baseline} have no run with the same order and seed, so they can't be compared.";
        if (double.IsNaN(difference.PValue))
            return $"{strategy.Strategy} and {statistics.Baseline} share runs of too few seeds to be compared; "
                + $"at least {StatisticsOptions.MinSeeds} seeds are needed.";
        return Against(statistics, difference);
    }

    private static string Against(ComparisonStatistics statistics, PairedDifference d)
    {
        double mean = d.Difference.Mean;
        string p = $"p = {P(d.AdjustedPValue)} after Holm's adjustment", found = $"{Range(d.Difference.Student, statistics)}, {Count(d.Pairs, "pair")}, {p}";
        string amount = $"{Number(Math.Abs(mean))} points of AP {(mean < 0 ? "below" : "above")} {d.Baseline}";
        if (d.AdjustedPValue <= Level) return $"{d.Strategy} is {amount} ({found}).";
        if (mean == 0 && d.Difference.StandardDeviation == 0) return $"{d.Strategy} has the same AP as {d.Baseline} in all {Count(d.Pairs, "pair")}.";
        int asked = statistics.Differences.Count(o => o.Metric == d.Metric && !double.IsNaN(o.PValue));
        double smallest = d.SmallestPValue * asked;
        string limit = smallest <= Level ? "" : $"; {Count(d.Pairs, "pair")} could not show one, however large: "
            + $"the smallest p among {Count(asked, "comparison")} is {P(Math.Min(1, smallest))}";
        return $"{d.Strategy} is {amount} on average, but no difference is shown ({found}{limit}).";
    }

    private static string Range(ConfidenceInterval interval, ComparisonStatistics statistics) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * statistics.Options.Confidence:0.##} % interval {Number(interval.Low)} to {Number(interval.High)}");

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Number(double v) => v.ToString("F1", CultureInfo.InvariantCulture);

    private static string P(double p) => p < 0.001 ? "0.001 or less" : p.ToString(p < 0.01 ? "F3" : "F2", CultureInfo.InvariantCulture);
}
