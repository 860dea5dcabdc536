using System.Globalization;

namespace Kif;

/// <summary>What a grid of some size could show at all.</summary>
internal static class OrderPower
{
    /// <summary>The level of the tests.</summary>
    public const double Level = StatisticsOptions.Level;

    /// <summary>The probability with which a difference is to be shown.</summary>
    public const double Power = 0.8;

    /// <summary>
    /// What the noise that was seen lets orders show: the least difference in AP, for the strategy in the middle, that they would show four times in five.
    /// </summary>
    public static string Note(ComparisonStatistics statistics)
    {
        double[] least =
        [
            .. statistics.Differences.Where(d => d.Metric == "ap").Select(d => d.Orders.OfMeans.Detectable(Level, Power)).Where(double.IsFinite).Order(),
        ];
        int orders = statistics.Differences.Max(d => d.Orders.Orders);
        string size = Size(orders);
        return least.Length == 0 ? size : string.Create(CultureInfo.InvariantCulture,
            $"{size} With the noise seen, {least[least.Length / 2]:F1} points of AP would be shown four times in five (before Holm's adjustment).");
    }

    /// <summary>What a plan could show, before anything is run.</summary>
    /// <param name="strategies">The number of strategies, the baseline included.</param>
    /// <param name="orders">The number of orders.</param>
    /// <param name="seeds">The number of seeds.</param>
    /// <param name="seen">A comparison whose noise is taken for that of the plan; null for none.</param>
    public static IReadOnlyList<string> OfPlan(int strategies, int orders, int seeds, ComparisonStatistics? seen = null)
    {
        if (strategies < 2) return [];
        int family = 2 * (strategies - 1), pairs = orders * seeds;
        if (!StatisticsOptions.Suffices(seeds, orders))
            return [$"nothing is ranked and no p is given: at least {StatisticsOptions.MinSeeds} seeds are needed, or {StatisticsOptions.ManyOrders} orders"];
        double smallest = Math.Pow(2, 1 - pairs), adjusted = Math.Min(1, family * smallest);
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{pairs} pairs of runs against the baseline: the smallest p is {Shown(smallest)}, ")
                + string.Create(CultureInfo.InvariantCulture, $"{Shown(adjusted)} after Holm's adjustment for {family} comparisons.")
                + (adjusted > Level ? " No difference, however large, can be shown." : ""),
            orders == 1 ? "One order of tasks says nothing of other orders." : Size(orders), .. FromNoise(orders, seeds, seen),
        ];
    }

    /// <summary>
    /// The least difference in AP that a plan would show four times in five with the noise of another comparison, for its strategy in the middle.
    /// </summary>
    private static IEnumerable<string> FromNoise(int orders, int seeds, ComparisonStatistics? seen)
    {
        double[] least =
        [
            .. (seen?.Differences ?? []).Where(d => d.Metric == "ap")
                .Select(d => Least(d.Orders.Variance, d.Orders.Mixed.ResidualVariance, orders, seeds)).Where(double.IsFinite).Order(),
        ];
        if (least.Length == 0) yield break;
        yield return string.Create(CultureInfo.InvariantCulture,
            $"With the noise of the runs that are done, {orders} orders × {seeds} seeds show {least[least.Length / 2]:F1} points of AP four times in five ")
            + "(before Holm's adjustment).";
    }

    /// <summary>Returns the least difference that is shown with the power; NaN if a variance is unknown.</summary>
    /// <param name="between">The variance between orders.</param>
    /// <param name="within">The variance of runs of one order.</param>
    /// <param name="orders">The number of orders; with one, only that order is spoken of.</param>
    /// <param name="seeds">The number of seeds.</param>
    private static double Least(double between, double within, int orders, int seeds) => orders > 1
        ? StudentTest.Of(0, Math.Sqrt((between + within / seeds) / orders), orders - 1, 1 - Level).Detectable(Level, Power)
        : StudentTest.Of(0, Math.Sqrt(within / seeds), seeds - 1, 1 - Level).Detectable(Level, Power);

    private static string Size(int orders) =>
        string.Create(CultureInfo.InvariantCulture, $"Sign flips of {orders} orders give a p of at least {Shown(Math.Pow(2, 1 - orders))}")
        + (Math.Pow(2, 1 - orders) > Level ? $": no difference can be shown by them alone, {StatisticsOptions.ManyOrders} orders could." : ".");

    private static string Shown(double p) => p < 0.001 ? "below 0.001" : p.ToString(p < 0.01 ? "F3" : "F2", CultureInfo.InvariantCulture);
}
