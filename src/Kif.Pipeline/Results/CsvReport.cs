using System.Globalization;

namespace Kif;

/// <summary>
/// The outcome of a comparison as comma-separated values (RFC 4180, lines end with LF): full precision, and an empty field where a value is undefined.
/// </summary>
internal static class CsvReport
{
    /// <summary>Writes one line per run and metric: <c>strategy,order,seed,metric,unit,value</c>.</summary>
    /// <param name="result">The runs.</param>
    public static string Runs(ComparisonResult result) => Text(["strategy", "order", "seed", "metric", "unit", "value"],
        from run in result.Runs
        from metric in RunMetrics.All
        select new object[] { run.Strategy, run.Order, run.Seed, metric.Name, metric.Unit, metric.Of(run) });

    /// <summary>
    /// Writes one line per strategy and metric: mean, spread and intervals, and where the metric is compared with the baseline's, the difference with its
    /// interval, p-values and effect sizes.
    /// </summary>
    /// <param name="result">The runs.</param>
    /// <exception cref="CompositionException">The baseline is not one of the strategies.</exception>
    public static string Strategies(ComparisonResult result)
    {
        ComparisonStatistics statistics = result.Statistics;
        return Text(
            [
                "strategy", "metric", "unit", "runs", "seeds", "orders", "comparable", "mean", "standard_deviation", "standard_error", "t_low", "t_high",
                "bootstrap_low", "bootstrap_high",
                "baseline", "pairs", "difference", "difference_standard_deviation", "difference_t_low", "difference_t_high", "difference_bootstrap_low",
                "difference_bootstrap_high",
                "p", "p_holm", "d_z", "superiority", "difference_orders", "order_low", "order_high", "order_p", "order_p_holm", "order_sign_flip_p",
                "order_sign_flip_smallest_p", "order_standard_deviation",
            ],
            from strategy in statistics.Strategies
            from metric in RunMetrics.All
            let summary = strategy.Metrics[metric.Name]
            let difference = statistics.Differences.FirstOrDefault(d => d.Strategy == strategy.Strategy && d.Metric == metric.Name)
            select new object[]
            {
                strategy.Strategy, metric.Name, metric.Unit, strategy.Runs, strategy.SeedCount, strategy.OrderCount, strategy.Comparable ? "true" : "false",
                summary.Mean, summary.StandardDeviation, summary.StandardError, summary.Student.Low, summary.Student.High, summary.Bootstrap.Low,
                summary.Bootstrap.High,
            }.Concat(Cells(difference)));
    }

    private static object[] Cells(PairedDifference? d) => d is null ? [.. Enumerable.Repeat("", 20)] :
    [
        d.Baseline, d.Pairs, d.Difference.Mean, d.Difference.StandardDeviation, d.Difference.Student.Low, d.Difference.Student.High, d.Difference.Bootstrap.Low,
        d.Difference.Bootstrap.High,
        d.PValue, d.AdjustedPValue, d.EffectSize, d.Superiority, d.Orders.Orders, d.Orders.Robust.Test.Interval.Low, d.Orders.Robust.Test.Interval.High,
        d.Orders.Robust.Test.PValue, d.AdjustedByOrder, d.Orders.PValue, d.Orders.SmallestPValue, Math.Sqrt(d.Orders.Variance),
    ];

    private static string Text(IEnumerable<string> head, IEnumerable<IEnumerable<object>> rows) =>
        string.Concat(rows.Prepend(head).Select(row => string.Join(',', row.Select(Cell)) + "\n"));

    private static string Cell(object value) => value is string text ? CsvCell.Of(text)
        : value is not double number ? Convert.ToString(value, CultureInfo.InvariantCulture)!
        : double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";
}

/// <summary>A text as a cell of a file of comma-separated values.</summary>
internal static class CsvCell
{
    /// <summary>
    /// Returns the text, quoted if necessary; a spreadsheet would take one that begins with =, +, - or @ for a formula, so an apostrophe comes before it.
    /// </summary>
    public static string Of(string text) => Quoted(IsFormula(text) ? "'" + text : text);

    /// <summary>Returns the text of an unquoted cell that <see cref="Of"/> wrote.</summary>
    public static string Told(string cell) => cell is ['\'', .. var text] && IsFormula(text) ? text : cell;

    /// <summary>Whether a text begins as a formula, apart from apostrophes, so that one more can be told from its own.</summary>
    private static bool IsFormula(string text) => text.TrimStart('\'') is ['=' or '+' or '-' or '@' or '\t' or '\r', ..];

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
