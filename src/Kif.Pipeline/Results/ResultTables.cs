using System.Globalization;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Statistics;

namespace Kif.Pipeline.Results;

/// <summary>The tables of a report.</summary>
internal static class ResultTables
{
    private static readonly string[] Quality = ["bwt", "forgetting", "learning-accuracy", "anytime-ap", "fwt", "fwt-over-untrained", "stability-gap", "unseen"];
    private static readonly string[] Costs = ["seconds", "cpu-seconds", "peak-bytes", "extra-passes", "trained-parameters", "state-bytes", "tokens", "steps"];

    /// <summary>Returns the strategies: first the ranked ones, best first, then the others.</summary>
    public static IReadOnlyList<StrategyStatistics> Ordered(ComparisonStatistics statistics) => [.. statistics.Ranking, .. statistics.Strategies.Except(statistics.Ranking)];

    public static ResultTable Performance(ComparisonStatistics statistics)
    {
        RunMetric ap = RunMetrics.Get("ap");
        string level = string.Create(CultureInfo.InvariantCulture, $"{100 * statistics.Options.Confidence:0.##} %");
        return new(["strategy", "runs", "AP", $"{level}, t", $"{level}, bootstrap"],
        [
            .. Ordered(statistics).Select(s => new[]
            {
                s.Strategy, Runs(s), ResultNumbers.Of(ap, s.Metrics["ap"]), ResultNumbers.Of(s.Metrics["ap"].Student), ResultNumbers.Of(s.Metrics["ap"].Bootstrap),
            }),
        ]);
    }

    public static ResultTable Other(ComparisonStatistics statistics) => Of(statistics, Quality);

    public static ResultTable Cost(ComparisonStatistics statistics) => Of(statistics, Costs);

    public static ResultTable Differences(ComparisonStatistics statistics) => new(
        ["strategy", "metric", "pairs", $"minus {statistics.Baseline}", "interval, t", "interval, bootstrap", "p", "p, Holm", "d_z", "better in"],
        [
            .. statistics.Differences.Select(d => new[]
            {
                d.Strategy, RunMetrics.Get(d.Metric).Title, Count(d.Pairs), ResultNumbers.Of(RunMetrics.Get(d.Metric), d.Difference), ResultNumbers.Of(d.Difference.Student),
                ResultNumbers.Of(d.Difference.Bootstrap), ResultNumbers.P(d.PValue), ResultNumbers.P(d.AdjustedPValue), ResultNumbers.Short(d.EffectSize), ResultNumbers.Share(d.Superiority),
            }),
        ]);

    public static ResultTable Noise(ComparisonStatistics statistics) => new(["strategy", "one run's noise", "seeds", "orders", "test set"],
        [.. statistics.Noise.Select(n => new[] { n.Strategy, ResultNumbers.Short(n.Total), ResultNumbers.Short(n.Seeds), ResultNumbers.Short(n.Orders), ResultNumbers.Short(n.TestSet) })]);

    public static ResultTable Matrix(PerformanceMatrix matrix) => new(["after", .. matrix.Tasks],
    [
        ["untrained", .. matrix.Tasks.Select((_, i) => ResultNumbers.Short(matrix.Untrained(i)))],
        .. matrix.Tasks.Select((task, l) => (Task: task, Row: matrix.Tasks.Select((_, i) => matrix[l, i]).ToArray())).Where(r => !r.Row.All(double.IsNaN))
            .Select(r => new[] { r.Task }.Concat(r.Row.Select(ResultNumbers.Short)).ToArray()),
    ]);

    public static ResultTable Failures(ComparisonResult result) => new(["run", "why it failed"], [.. result.Failures.Select(f => new[] { f.Key.ToString(), f.Message.ReplaceLineEndings(" ") })]);

    /// <summary>Makes a table with one row per strategy; metrics that no strategy has are left out.</summary>
    private static ResultTable Of(ComparisonStatistics statistics, string[] names)
    {
        RunMetric[] metrics = [.. names.Select(RunMetrics.Get).Where(m => statistics.Strategies.Any(s => !double.IsNaN(s.Metrics[m.Name].Mean)))];
        return new(["strategy", .. metrics.Select(m => m.Unit is "%" or "points" ? m.Title : $"{m.Title}{(m.Unit == m.Title ? "" : $", {m.Unit}")}")],
            [.. Ordered(statistics).Select(s => new[] { s.Strategy }.Concat(metrics.Select(m => ResultNumbers.Of(m, s.Metrics[m.Name]))).ToArray())]);
    }

    private static string Runs(StrategyStatistics s) => s.Comparable ? Count(s.Runs) : $"{Count(s.Runs)}, not comparable";

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
