using System.Globalization;

namespace Kif;

/// <summary>Puts statistics into plain English.</summary>
internal static class StatisticsSentences
{
    public static string TooFew(int seeds) =>
        $"not comparable: {Count(seeds, "seed")}, at least {StatisticsOptions.MinSeeds} are needed (or {StatisticsOptions.ManyOrders} orders)";

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
                + $"at least {StatisticsOptions.MinSeeds} seeds are needed, or {StatisticsOptions.ManyOrders} orders.";
        return Against(statistics, difference);
    }

    private static string Against(ComparisonStatistics statistics, PairedDifference d)
    {
        double mean = d.Difference.Mean;
        string p = $"p = {P(d.AdjustedPValue)} after Holm's adjustment", found = $"{Range(d.Difference.Student, statistics)}, {Count(d.Pairs, "pair")}, {p}";
        string amount = $"{Number(Math.Abs(mean))} points of AP {(mean < 0 ? "below" : "above")} {d.Baseline}";
        string where = d.Orders.Orders == 1 ? " in the one order of tasks that was run" : "";
        if (d.IsShown(StatisticsOptions.Level)) return $"{d.Strategy} is {amount}{where} ({found}{ByOrder(d)}).";
        if (d.AdjustedPValue <= StatisticsOptions.Level)
            return $"{d.Strategy} is {amount} in these {Count(d.Orders.Orders, "order")} of the tasks ({found}), but not shown to be in others{ByOrder(d)}.";
        if (mean == 0 && d.Difference.StandardDeviation == 0) return $"{d.Strategy} has the same AP as {d.Baseline} in all {Count(d.Pairs, "pair")}.";
        int asked = statistics.Differences.Count(o => !double.IsNaN(o.PValue));
        double smallest = d.SmallestPValue * asked;
        string limit = smallest <= StatisticsOptions.Level ? "" : $"; {Count(d.Pairs, "pair")} could not show one, however large: "
            + $"the smallest p among {Count(asked, "comparison")} is {P(Math.Min(1, smallest))}";
        return $"{d.Strategy} is {amount} on average, but no difference is shown ({found}{ByOrder(d)}{limit}).";
    }

    /// <summary>What the tests that count orders say, where runs of one order are more alike than others; empty elsewhere.</summary>
    private static string ByOrder(PairedDifference d)
    {
        OrderStatistics orders = d.Orders;
        if (!orders.OrdersMatter) return "";
        ConfidenceInterval interval = orders.Robust.Test.Interval;
        string least = orders.SmallestPValue > StatisticsOptions.Level ? ", the least that so few can give" : "";
        return $"; orders differ: by order, the interval is {Number(interval.Low)} to {Number(interval.High)}, "
            + $"p = {P(d.AdjustedByOrder)} after Holm's adjustment, "
            + $"and sign flips of {Count(orders.Orders, "order")} give p = {P(orders.PValue)}{(orders.PValue == orders.SmallestPValue ? least : "")}";
    }

    private static string Range(ConfidenceInterval interval, ComparisonStatistics statistics) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * statistics.Options.Confidence:0.##} % interval {Number(interval.Low)} to {Number(interval.High)}");

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Number(double v) => v.ToString("F1", CultureInfo.InvariantCulture);

    private static string P(double p) => p < 0.001 ? "0.001 or less" : p.ToString(p < 0.01 ? "F3" : "F2", CultureInfo.InvariantCulture);
}
