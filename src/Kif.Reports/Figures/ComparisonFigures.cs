namespace Kif.Reports;

/// <summary>The chart of every strategy's average performance, ranked with intervals if the statistics allow it.</summary>
internal static class RankingFigure
{
    public static Figure Of(ReportData data)
    {
        ComparisonStatistics statistics = data.Result.Statistics;
        IReadOnlyList<StrategyStatistics> rows = [.. statistics.Ranking, .. statistics.Strategies.Except(statistics.Ranking)];
        IntervalRow[] spans = [.. rows.Select(s => (s.Strategy, Ap: s.Metrics["ap"], s.Comparable)).Select(s => new IntervalRow(
            s.Strategy, data.StyleOf(s.Strategy), s.Ap.Mean, s.Comparable ? s.Ap.Student.Low : double.NaN, s.Comparable ? s.Ap.Student.High : double.NaN,
            ShownNumber.Score(s.Ap.Mean)))];
        ChartAxis axis = ChartAxis.Percent("AP, percent", spans.SelectMany(s => new[] { s.Mean, s.Low, s.High }));
        string says = statistics.Ranking.Count > 0
            ? $"Best is {statistics.Ranking[0].Strategy} with a mean AP of {ShownNumber.Score(statistics.Ranking[0].Metrics["ap"].Mean)}."
            : $"The strategies are not ranked: {statistics.WhyNotComparable}.";
        return new("Average performance after the last task", says, width => IntervalChart.Draw(spans, axis, width), null);
    }
}

/// <summary>The chart of every strategy's difference to the baseline, over paired runs.</summary>
internal static class DifferenceFigure
{
    /// <summary>Creates the chart of one metric; null if nothing can be compared.</summary>
    public static Figure? Of(ReportData data, string metric)
    {
        RunMetric what = RunMetrics.Get(metric);
        PairedDifference[] all = [.. data.Result.Statistics.Differences.Where(d => d.Metric == metric && !double.IsNaN(d.Difference.Mean))
            .OrderByDescending(d => what.HigherIsBetter ? d.Difference.Mean : -d.Difference.Mean)];
        if (all.Length == 0) return null;
        IntervalRow[] rows = [.. all.Select(d => new IntervalRow(d.Strategy, data.StyleOf(d.Strategy), d.Difference.Mean, Seen(d).Low, Seen(d).High,
            double.IsNaN(d.AdjustedPValue) ? "not comparable" : $"p {(d.AdjustedPValue < 0.001 ? "" : "= ")}{ShownNumber.Probability(d.AdjustedPValue)}"))];
        ChartAxis axis = ChartAxis.Around(
            $"{what.Title} against {data.Result.Statistics.Baseline}, points; {(what.HigherIsBetter ? "right" : "left")} is better",
            rows.SelectMany(r => new[] { r.Mean, r.Low, r.High, 0 }));
        var table = new DataTable($"{what.Title}: each strategy minus {data.Result.Statistics.Baseline}, over pairs of runs with the same order and seed",
            ["strategy", "pairs", "mean difference", "95 % interval (t)", "95 % interval (bootstrap)", "p", "p, Holm-adjusted", "effect size d_z", "pairs won"],
            [.. all.Select(d => new[]
                { d.Strategy, ShownNumber.Number(d.Pairs), ShownNumber.Signed(d.Difference.Mean), ShownNumber.Range(Seen(d), ShownNumber.Signed),
                double.IsNaN(d.PValue)
                    ? ShownNumber.Nothing
                        : ShownNumber.Range(d.Difference.Bootstrap, ShownNumber.Signed), ShownNumber.Probability(d.PValue),
                ShownNumber.Probability(d.AdjustedPValue), ShownNumber.Number(d.EffectSize, 2), $"{100 * d.Superiority:F0} %" })]);
        int sure = all.Count(d => d.AdjustedPValue < 0.05);
        string says =
            $"{all[0].Strategy} has the best difference: {ShownNumber.Signed(all[0].Difference.Mean)} points. Adjusted p is below 0.05 for "
            + $"{ShownNumber.Count(sure, "strategy", "strategies")} of {all.Length}.";
        return new($"Difference in {what.Title} to {data.Result.Statistics.Baseline}", says, width => IntervalChart.Draw(rows, axis, width), table);
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
        (string Name, int Style, double Cost, double Quality)[] points = [.. data.Result.Statistics.Strategies
            .Select(s => (s.Strategy, data.StyleOf(s.Strategy), s.Metrics[cost.Name].Mean, s.Metrics["ap"].Mean))
            .Where(p => double.IsFinite(p.Item3) && double.IsFinite(p.Item4))];
        if (points.Length == 0) return null;
        IReadOnlySet<string> front = Front(points);
        double[] above = [.. points.Select(p => p.Cost).Where(c => c > 0)];
        bool logarithmic = above.Length > 0 && above.Max() > 100 * above.Min();
        ChartAxis around = ChartAxis.Around($"{cost.Title}, {Unit(cost)}", points.Select(p => p.Cost * Factor(cost)), fromZero: true);
        ChartAxis x = logarithmic
            ? around with { Min = 0, Max = Math.Pow(10, Math.Ceiling(Math.Log10(above.Max()))), Logarithmic = true, Title = around.Title + " (logarithmic)" }
                : around;
        double[] qualities = [.. points.Select(p => p.Quality)];
        ChartAxis y = ChartAxis.Around("AP, percent", [.. qualities, qualities.Max() + 0.05 * Math.Max(1, qualities.Max() - qualities.Min())]);
        (string Name, int Style, double X, double Y)[] drawn = [.. points.Select(p => (p.Name, p.Style, p.Cost * Factor(cost), p.Quality))];
        var table = new DataTable($"AP and {cost.Title}, means over runs", ["strategy", "AP", $"{cost.Title}, {Unit(cost)}", "on the front"],
            [.. points.OrderByDescending(p => p.Quality)
                .Select(p => new[]
                    { p.Name, ShownNumber.Score(p.Quality), ShownNumber.Number(p.Cost * Factor(cost)), front.Contains(p.Name) ? "yes" : "no" })]);
        return new($"AP against {cost.Title}", $"No other strategy is both cheaper and better than {string.Join(", ", front)}. Up and to the left is better.",
            width => ScatterChart.Draw(drawn, front, x, y, width, width < 500 ? 300 : 380), table);
    }

    private static string Unit(RunMetric cost) => cost.Name switch { "peak-bytes" => "GB", "extra-passes" => "percent of plain training", _ => cost.Unit };

    private static double Factor(RunMetric cost) => cost.Name == "peak-bytes" ? 1e-9 : 1;
}
