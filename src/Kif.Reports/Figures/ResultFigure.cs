namespace Kif.Reports;

/// <summary>The chart of what every strategy ends with, the best first, with bounds as lines.</summary>
internal static class ResultFigure
{
    /// <summary>Returns the strategies that compete, the best mean first; those without a score are at the end.</summary>
    public static IReadOnlyList<StrategyStatistics> Ordered(ReportData data) =>
        [.. data.Contenders.Select(data.Result.Statistics.Get).OrderByDescending(s => double.IsNaN(s.Metrics["ap"].Mean) ? double.NegativeInfinity
            : s.Metrics["ap"].Mean)];

    /// <summary>Creates the chart.</summary>
    public static Figure Of(ReportData data)
    {
        IReadOnlyList<StrategyStatistics> ordered = Ordered(data);
        BoundGap? gap = BoundGap.Of(data);
        IntervalRow[] rows = [.. ordered.Select(s => Row(data, s, gap))];
        ReferenceValue[] References(bool named) => [.. data.References.Select(s => Reference(data, s, named))];
        ChartAxis axis = ChartAxis.Percent(ScoreWords.Axis(data), rows.SelectMany(r => new[] { r.Mean, r.Low, r.High })
            .Concat(References(false).Select(r => r.Value)));
        return new(ScoreWords.ChartTitle(data), Says(data, ordered, gap, rows.Any(r => double.IsFinite(r.Low))),
            width => IntervalChart.Draw(rows, axis, width, References(width >= 500)), null);
    }

    private static IntervalRow Row(ReportData data, StrategyStatistics s, BoundGap? gap)
    {
        SampleSummary ap = s.Metrics["ap"];
        (double low, double high) = s.Comparable && ap.Student.IsDefined && ap.StandardDeviation > 0 ? (ap.Student.Low, ap.Student.High)
            : (double.NaN, double.NaN);
        double closed = gap?.Closed(data, s.Strategy) ?? double.NaN;
        string tip = $"{s.Strategy}: {ShownNumber.Score(ap.Mean)}, mean of {ShownNumber.Count(s.Runs, "run")}"
            + (double.IsNaN(low) ? "" : $", 95 % interval {ShownNumber.Score(low)} to {ShownNumber.Score(high)}")
            + (double.IsNaN(closed) ? "" : $"; closes {ShownNumber.Share(closed)} of the gap");
        return new(s.Strategy, data.StyleOf(s.Strategy), ap.Mean, low, high, ShownNumber.Score(ap.Mean)) { Tip = tip };
    }

    private static ReferenceValue Reference(ReportData data, string strategy, bool named)
    {
        double mean = data.Result.Statistics.Get(strategy).Metrics["ap"].Mean;
        string words = data.Roles.Words(strategy), value = ShownNumber.Score(mean);
        return new(named ? $"{words} ({strategy}) {value}" : $"{strategy} {value}", mean) { Tip = $"{strategy}, {words}: {value}" };
    }

    private static string Says(ReportData data, IReadOnlyList<StrategyStatistics> ordered, BoundGap? gap, bool intervals)
    {
        var says = new List<string>();
        if (data.References.Count > 0)
            says.Add($"{(data.References.Count == 1 ? "The dashed line is a bound, which does" : "Dashed lines are bounds, which do")} not compete: "
                + $"{string.Join(", ", data.References.Select(s => $"{s} is {data.Roles.Words(s)}"))}.");
        if (gap is not null && ordered.Count > 0 && gap.Closed(data, ordered[0].Strategy) is var closed && closed >= 0)
            says.Add($"{ordered[0].Strategy} closes {ShownNumber.Share(closed)} of the gap between {gap.Lower} and {gap.Upper}.");
        if (intervals) says.Add("Whiskers are 95 % intervals of the mean.");
        return string.Join(" ", says.DefaultIfEmpty($"Mean over {(ordered.Any(s => s.Runs > 1) ? "the runs" : "one run")} of each strategy."));
    }
}

/// <summary>Words for scores: what a percent is depends on the metric.</summary>
internal static class ScoreWords
{
    /// <summary>Whether a score is the percentage of right answers.</summary>
    public static bool CountsAnswers(ReportData data) => data.Sources[0].Saved.Description is var d
        && ScoringMetric.NameOf(d) == ScoringMetric.MetricOf(d).Name;

    /// <summary>Returns the name of the metric.</summary>
    public static string Metric(ReportData data) => ScoringMetric.NameOf(data.Sources[0].Saved.Description);

    /// <summary>Returns the title of the chart of results.</summary>
    public static string ChartTitle(ReportData data) => $"{(CountsAnswers(data) ? "Right answers" : $"Score ({Metric(data)})")} "
        + (data.Tasks.Count == 1 ? "after training" : $"after all {ShownNumber.Count(data.Tasks.Count, "task")}");

    /// <summary>Returns the title of an axis of mean scores.</summary>
    public static string Axis(ReportData data) =>
        CountsAnswers(data) ? "right answers, mean over tasks (AP), percent" : $"{Metric(data)}, mean over tasks (AP)";
}
