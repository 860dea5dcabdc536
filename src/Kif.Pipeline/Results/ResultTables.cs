using System.Globalization;
using System.Text;

namespace Kif;

/// <summary>The tables of a report.</summary>
internal static class ResultTables
{
    private static readonly string[] Quality = ["bwt", "forgetting", "learning-accuracy", "anytime-ap", "fwt", "fwt-over-untrained", "stability-gap", "unseen"];
    private static readonly string[] Costs = ["seconds", "cpu-seconds", "peak-bytes", "extra-passes", "trained-parameters", "state-bytes", "tokens", "steps"];

    /// <summary>Returns the strategies: first the ranked ones, best first, then the others.</summary>
    public static IReadOnlyList<StrategyStatistics> Ordered(ComparisonStatistics statistics) =>
        [.. statistics.Ranking, .. statistics.Strategies.Except(statistics.Ranking)];

    public static ResultTable Performance(ComparisonStatistics statistics)
    {
        RunMetric ap = RunMetrics.Get("ap");
        string level = string.Create(CultureInfo.InvariantCulture, $"{100 * statistics.Options.Confidence:0.##} %");
        return new(["strategy", "runs", "AP", $"{level}, t", $"{level}, bootstrap"],
        [
            .. Ordered(statistics).Select(s => new[]
            {
                s.Strategy, Runs(s), ResultNumberFormat.Of(ap, s.Metrics["ap"]), ResultNumberFormat.Of(s.Metrics["ap"].Student),
                ResultNumberFormat.Of(s.Metrics["ap"].Bootstrap),
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
                d.Strategy, RunMetrics.Get(d.Metric).Title, Count(d.Pairs), ResultNumberFormat.Of(RunMetrics.Get(d.Metric), d.Difference),
                ResultNumberFormat.Of(d.Difference.Student),
                ResultNumberFormat.Of(d.Difference.Bootstrap), ResultNumberFormat.P(d.PValue), ResultNumberFormat.P(d.AdjustedPValue),
                ResultNumberFormat.Short(d.EffectSize), ResultNumberFormat.Share(d.Superiority),
            }),
        ]);

    /// <summary>Returns the differences by order: cluster-robust, by sign flips of whole orders, and by a model of random orders.</summary>
    public static ResultTable ByOrder(ComparisonStatistics statistics) => new(
        ["strategy", "metric", "orders", $"minus {statistics.Baseline}", "interval", "p", "p, Holm", "p, sign flips", "smallest", "mixed model",
            "sd between orders"],
        [
            .. statistics.Differences.Where(d => d.Orders.Orders > 1).Select(d => new[]
            {
                d.Strategy, RunMetrics.Get(d.Metric).Title, Count(d.Orders.Orders), ResultNumberFormat.Short(d.Orders.Robust.Test.Estimate),
                ResultNumberFormat.Of(d.Orders.Robust.Test.Interval), ResultNumberFormat.P(d.Orders.Robust.Test.PValue),
                ResultNumberFormat.P(d.AdjustedByOrder),
                ResultNumberFormat.P(d.Orders.PValue), ResultNumberFormat.P(d.Orders.SmallestPValue), ResultNumberFormat.Of(d.Orders.Mixed.Test.Interval),
                ResultNumberFormat.Short(Math.Sqrt(d.Orders.Variance)),
            }),
        ]);

    public static ResultTable Noise(ComparisonStatistics statistics) => new(["strategy", "one run's noise", "seeds", "orders", "test set"],
        [.. statistics.Noise.Select(n => new[]
            { n.Strategy, ResultNumberFormat.Short(n.Total), ResultNumberFormat.Short(n.Seeds), ResultNumberFormat.Short(n.Orders),
            ResultNumberFormat.Short(n.TestSet) })]);

    public static ResultTable Matrix(PerformanceMatrix matrix) => new(["after", .. matrix.Tasks],
    [
        .. matrix.Tasks.Select((task, l) => (Task: task, Row: RunFiles.Row(matrix, l))).Prepend((Task: "untrained", Row: RunFiles.Row(matrix, -1)))
            .Where(r => !r.Row.All(double.IsNaN))
            .Select(r => new[] { r.Task }.Concat(r.Row.Select(ResultNumberFormat.Short)).ToArray()),
    ]);

    public static ResultTable Failures(ComparisonResult result) =>
        new(["run", "why it failed"], [.. result.Failures.Select(f => new[] { f.Key.ToString(), f.Message.ReplaceLineEndings(" ") })]);

    /// <summary>Makes a table with one row per strategy; metrics that no strategy has are left out.</summary>
    private static ResultTable Of(ComparisonStatistics statistics, string[] names)
    {
        RunMetric[] metrics = [.. names.Select(RunMetrics.Get).Where(m => statistics.Strategies.Any(s => !double.IsNaN(s.Metrics[m.Name].Mean)))];
        return new(["strategy", .. metrics.Select(m => m.Unit is "%" or "points" ? m.Title : $"{m.Title}{(m.Unit == m.Title ? "" : $", {m.Unit}")}")],
            [.. Ordered(statistics).Select(s => new[] { s.Strategy }.Concat(metrics.Select(m => ResultNumberFormat.Of(m, s.Metrics[m.Name]))).ToArray())]);
    }

    private static string Runs(StrategyStatistics s) => s.Comparable ? Count(s.Runs) : $"{Count(s.Runs)}, not comparable";

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A table of a report, before it is Markdown.</summary>
/// <param name="Columns">Column headings.</param>
/// <param name="Rows">Rows of cells.</param>
internal sealed record ResultTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public void AppendTo(StringBuilder text)
    {
        Line(text, Columns);
        text.Append('|').Insert(text.Length, "---|", Columns.Count).Append('\n');
        foreach (IReadOnlyList<string> row in Rows) Line(text, row);
    }

    private static void Line(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(MarkdownText.Of)).Append(" |\n");
}

/// <summary>The format of numbers in tables; a dash stands for a missing one.</summary>
internal static class ResultNumberFormat
{
    private const string None = "–";

    public static string Of(RunMetric metric, double value) => double.IsNaN(value) ? None : metric.Unit switch
    {
        "%" or "points" => Short(value),
        "s" => value.ToString(value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture),
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary>Formats mean and standard deviation.</summary>
    public static string Of(RunMetric metric, SampleSummary summary) =>
        double.IsNaN(summary.StandardDeviation) || summary.StandardDeviation == 0 && metric.Unit is not ("%" or "points")
            ? Of(metric, summary.Mean) : $"{Of(metric, summary.Mean)} ± {Of(metric, summary.StandardDeviation)}";

    public static string Of(ConfidenceInterval interval) => interval.IsDefined ? $"{Short(interval.Low)} to {Short(interval.High)}" : None;

    /// <summary>Formats percent, points and effect sizes.</summary>
    public static string Short(double value) => double.IsNaN(value) ? None : value.ToString("F1", CultureInfo.InvariantCulture);

    public static string P(double value) =>
        double.IsNaN(value) ? None : value < 0.0001 ? "<0.0001" : value.ToString(value < 0.01 ? "F4" : "F3", CultureInfo.InvariantCulture);

    public static string Share(double value) => double.IsNaN(value) ? None : value.ToString("P0", CultureInfo.InvariantCulture);
}
