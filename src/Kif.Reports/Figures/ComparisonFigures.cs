namespace Kif.Reports;

/// <summary>The chart of every strategy's difference to the baseline, over paired runs.</summary>
internal static class DifferenceFigure
{
    private static readonly string[] OrderHead =
        ["orders", "95 % interval by order", "p by order", "p by order, Holm-adjusted", "p, sign flips of orders", "smallest p of them", "sd between orders"];

    /// <summary>Creates the chart of one metric; null if nothing can be compared.</summary>
    public static Figure? Of(ReportData data, string metric)
    {
        RunMetric what = RunMetrics.Get(metric);
        PairedDifference[] all = [.. data.Result.Statistics.Differences.Where(d => d.Metric == metric && !double.IsNaN(d.Difference.Mean))
            .OrderByDescending(d => what.HigherIsBetter ? d.Difference.Mean : -d.Difference.Mean)];
        if (all.Length == 0 || all.All(d => data.StyleOf(d.Strategy) < 0)) return null;
        IntervalRow[] rows = [.. all.Where(d => data.StyleOf(d.Strategy) >= 0).Select(d => new IntervalRow(d.Strategy, data.StyleOf(d.Strategy),
            d.Difference.Mean, Seen(d).Low, Seen(d).High, Note(d))
            { Tip = $"{d.Strategy}: {ShownNumber.Signed(d.Difference.Mean)} points over {ShownNumber.Count(d.Pairs, "pair")}" })];
        ChartAxis axis = ChartAxis.Around(
            $"{what.Title} against {data.Result.Statistics.Baseline}, points; {(what.HigherIsBetter ? "right" : "left")} is better",
            [.. rows.SelectMany(r => new[] { r.Mean, r.Low, r.High, 0 }), .. all.Select(d => d.Difference.Mean)]);
        ReferenceValue[] References(bool wide) => [.. all.Where(d => data.StyleOf(d.Strategy) < 0).Select(d => new ReferenceValue(
            $"{(wide ? $"{data.Roles.Words(d.Strategy)} ({d.Strategy})" : d.Strategy)} {ShownNumber.Signed(d.Difference.Mean)}", d.Difference.Mean)
            { Tip = $"{d.Strategy}: {ShownNumber.Signed(d.Difference.Mean)} points over {ShownNumber.Count(d.Pairs, "pair")}" })];
        bool several = all.Any(d => d.Orders.Orders > 1);
        var table = new DataTable($"{what.Title}: each strategy minus {data.Result.Statistics.Baseline}, over pairs of runs with the same order and seed",
            ["strategy", "pairs", "mean difference", "95 % interval (t)", "95 % interval (bootstrap)", "p", "p, Holm-adjusted", "effect size d_z",
                "pairs won", .. several ? OrderHead : Array.Empty<string>()],
            [.. all.Select(d => (IReadOnlyList<string>)[d.Strategy, ShownNumber.Number(d.Pairs), ShownNumber.Signed(d.Difference.Mean),
                ShownNumber.Range(Seen(d), ShownNumber.Signed),
                double.IsNaN(d.PValue)
                    ? ShownNumber.Nothing
                        : ShownNumber.Range(d.Difference.Bootstrap, ShownNumber.Signed), ShownNumber.Probability(d.PValue),
                ShownNumber.Probability(d.AdjustedPValue), ShownNumber.Number(d.EffectSize, 2), $"{100 * d.Superiority:F0} %",
                .. several ? ByOrder(d.Orders, d.AdjustedByOrder) : Array.Empty<string>()])]);
        return new($"Difference in {what.Title} to {data.Result.Statistics.Baseline}", Says(data, what, all),
            width => IntervalChart.Draw(rows, axis, width, References(width >= 500)), table);
    }

    private static string[] ByOrder(OrderStatistics orders, double adjusted) =>
    [
        ShownNumber.Number(orders.Orders), ShownNumber.Range(orders.Robust.Test.Interval, ShownNumber.Signed),
        ShownNumber.Probability(orders.Robust.Test.PValue), ShownNumber.Probability(adjusted), ShownNumber.Probability(orders.PValue),
        ShownNumber.Probability(orders.SmallestPValue), ShownNumber.Number(Math.Sqrt(orders.Variance), 2),
    ];

    private static string Note(PairedDifference d) => double.IsNaN(d.AdjustedPValue) ? ShownNumber.Signed(d.Difference.Mean)
        : $"p {(d.AdjustedPValue < 0.001 ? "" : "= ")}{ShownNumber.Probability(d.AdjustedPValue)}";

    /// <summary>Tells the best, and how many are sure; without p-values only the numbers.</summary>
    private static string Says(ReportData data, RunMetric what, PairedDifference[] all)
    {
        PairedDifference[] judged = [.. all.Where(d => !double.IsNaN(d.AdjustedPValue))];
        if (all.All(d => d.Difference.Mean == 0)) return $"No strategy differs from {data.Result.Statistics.Baseline}.";
        PairedDifference best = all.FirstOrDefault(d => data.Contenders.Contains(d.Strategy)) ?? all[0];
        bool better = what.HigherIsBetter ? best.Difference.Mean > 0 : best.Difference.Mean < 0;
        string says = better ? $"{best.Strategy} differs most to the better: {ShownNumber.Signed(best.Difference.Mean)} points."
            : $"None is better on average; {best.Strategy} is nearest with {ShownNumber.Signed(best.Difference.Mean)} points.";
        int sure = judged.Count(d => d.IsShown(StatisticsOptions.Level));
        return says + (judged.Length == 0 ? "" : sure == 0 ? " No difference is shown at the level of 5 %."
            : $" At the level of 5 %, a difference is shown for {(sure == judged.Length ? "every strategy" : $"{sure} of {judged.Length} strategies")}.");
    }

    /// <summary>Returns the interval to show: undefined below three seeds, where it would claim more than the runs support.</summary>
    private static ConfidenceInterval Seen(PairedDifference d) => double.IsNaN(d.PValue) ? ConfidenceInterval.Undefined : d.Difference.Student;
}

/// <summary>The charts of AP against costs, with the Pareto front of the strategies.</summary>
internal static class CostFigures
{
    private static readonly string[] Costs = ["seconds", "peak-bytes", "state-bytes", "extra-passes"];

    /// <summary>Creates a chart per measured cost, by the cost's title.</summary>
    public static IReadOnlyList<(string Cost, Figure Figure)> Of(ReportData data) =>
        [.. Costs.Select(RunMetrics.Get).Select(cost => (cost.Title, Figure: Of(data, cost))).Where(f => f.Figure is not null)
        .Select(f => (f.Title, f.Figure!))];

    /// <summary>Returns the Pareto front: the points for which no other one is at least as good on both axes and better on one.</summary>
    public static IReadOnlySet<string> Front(IReadOnlyList<(string Name, int Style, double Cost, double Quality)> points) =>
        points.Where(p => !points.Any(q => q.Cost <= p.Cost && q.Quality >= p.Quality && (q.Cost < p.Cost || q.Quality > p.Quality))).Select(p => p.Name)
        .ToHashSet();

    private static Figure? Of(ReportData data, RunMetric cost)
    {
        (string Name, int Style, double Cost, double Quality)[] all = [.. data.Result.Statistics.Strategies
            .Select(s => (s.Strategy, data.StyleOf(s.Strategy), s.Metrics[cost.Name].Mean, s.Metrics["ap"].Mean))
            .Where(p => double.IsFinite(p.Item3) && double.IsFinite(p.Item4))];
        (string Name, int Style, double Cost, double Quality)[] points = [.. all.Where(p => p.Style >= 0)];
        if (points.Length == 0 || all.All(p => p.Cost == all[0].Cost)) return null;
        IReadOnlySet<string> front = Front(points);
        double[] above = [.. points.Select(p => p.Cost).Where(c => c > 0)];
        bool logarithmic = above.Length > 0 && above.Max() > 100 * above.Min();
        ChartAxis around = ChartAxis.Around($"{cost.Title}, {Unit(cost)}", points.Select(p => p.Cost * Factor(cost)), fromZero: true);
        ChartAxis x = logarithmic
            ? around with { Min = 0, Max = Math.Pow(10, Math.Ceiling(Math.Log10(above.Max()))), Logarithmic = true, Title = around.Title + " (logarithmic)" }
                : around;
        double[] qualities = [.. all.Select(p => p.Quality)];
        ChartAxis y = ChartAxis.Around("AP, percent", [.. qualities, qualities.Max() + 0.05 * Math.Max(1, qualities.Max() - qualities.Min())]);
        ScatterPoint[] drawn = [.. points.Select(p => new ScatterPoint(p.Name, p.Style, p.Cost * Factor(cost), p.Quality)
            { Tip = $"{p.Name}: AP {ShownNumber.Score(p.Quality)}, {cost.Title} {ShownNumber.Value(cost, p.Cost)}" })];
        ReferenceValue[] References(bool wide) => [.. all.Where(p => p.Style < 0).OrderByDescending(p => p.Quality).Select(p => new ReferenceValue(
            wide ? $"{data.Roles.Words(p.Name)} ({p.Name}, {ShownNumber.Value(cost, p.Cost)})" : p.Name, p.Quality)
            { Tip = $"{p.Name}: AP {ShownNumber.Score(p.Quality)}, {cost.Title} {ShownNumber.Value(cost, p.Cost)}" })];
        var table = new DataTable($"AP and {cost.Title}, means over runs", ["strategy", "AP", $"{cost.Title}, {Unit(cost)}", "on the front"],
            [.. all.OrderByDescending(p => p.Quality)
                .Select(p => new[] { p.Name, ShownNumber.Score(p.Quality), ShownNumber.Number(p.Cost * Factor(cost)),
                    p.Style < 0 ? "bound" : front.Contains(p.Name) ? "yes" : "no" })]);
        return new($"AP against {cost.Title}", Says(points, front, cost), width => ScatterChart.Draw(drawn, front, x, y,
            (width, width < 500 ? 320 : Math.Max(400, 60 + 22 * points.Length)), References(width >= 500)), table);
    }

    private static string Says((string Name, int Style, double Cost, double Quality)[] points, IReadOnlySet<string> front, RunMetric cost)
    {
        string best = points.MaxBy(p => p.Quality).Name, cheapest = points.MinBy(p => p.Cost).Name;
        string says = points.Length == 1 ? "" : front.Count == points.Length ? "None of them is both cheaper and better than another."
            : front.Count == 1 ? $"{best} is the best, and none has less {cost.Title}."
            : $"{best} is the best; {cheapest} has the least {cost.Title}. The line joins the strategies that no other one beats on both axes (ringed).";
        return (says + " Up and to the left is better.").TrimStart();
    }

    private static string Unit(RunMetric cost) => cost.Name switch { "peak-bytes" => "GB", "extra-passes" => "percent of plain training", _ => cost.Unit };

    private static double Factor(RunMetric cost) => cost.Name == "peak-bytes" ? 1e-9 : 1;
}
