namespace Kif.Reports;

/// <summary>The section with the metrics of all strategies, ranked if the statistics allow it; bounds have no rank.</summary>
internal static class RankingSection
{
    private static readonly string[] Shows = ["ap", "forgetting", "bwt", "fwt", "learning-accuracy", "anytime-ap", "stability-gap", "unseen"];

    public static void Write(SectionContext context)
    {
        ReportData data = context.Data;
        ComparisonStatistics statistics = data.Result.Statistics;
        if (statistics.Strategies.Count == 0) return;
        bool ranked = statistics.Ranking.Count > 0;
        context.Begin("ranking", ranked ? "Ranking" : "Results, not ranked");
        RunMetric[] metrics = [.. Shows.Select(RunMetrics.Get).Where(m => statistics.Strategies.Any(s => !double.IsNaN(s.Metrics[m.Name].Mean)))];
        StrategyStatistics[] rows = [.. ResultFigure.Ordered(data), .. data.References.Select(statistics.Get)];
        BoundGap? gap = BoundGap.Of(data);
        string[] ranking = [.. rows.Where(s => data.Contenders.Contains(s.Strategy) && statistics.Ranking.Contains(s)).Select(s => s.Strategy)];
        string[] head = ["strategy", .. ranked ? ["rank"] : data.References.Count > 0 ? ["role"] : Array.Empty<string>(), "runs",
            .. metrics.Take(1).Select(Title), .. gap is null ? Array.Empty<string>() : ["gap closed\u00a0↑"], .. metrics.Skip(1).Select(Title)];
        context.Page.Table(new DataTable(ranked ? "Mean over runs and 95 % interval of the mean (Student's t)" : "Mean over runs", head,
            [.. rows.Select(s => (IReadOnlyList<string>)[s.Strategy,
                .. ranked || data.References.Count > 0 ? [Role(data, s.Strategy, ranked, ranking)] : Array.Empty<string>(),
                ShownNumber.Number(s.Runs), .. metrics.Take(1).Select(m => Cell(m, s)), .. gap is null ? Array.Empty<string>() : [Share(data, gap, s.Strategy)],
                .. metrics.Skip(1).Select(m => Cell(m, s))])]));
        context.Page.Paragraph(
            "Scores are in percent, differences in percentage points. ↑: higher is better, ↓: lower is better."
            + (gap is null ? "" : $" Gap closed: the part of the way from {gap.Lower} to {gap.Upper} in AP.")
            + (data.References.Count > 0 ? " Bounds are no continual learners and have no rank." : "")
            + (AbsentMetrics.Sentence(data.Result) is { } absent ? $" {absent}." : ""));
        context.End();
    }

    private static string Title(RunMetric metric) => $"{metric.Title}\u00a0{(metric.HigherIsBetter ? "↑" : "↓")}";

    private static string Role(ReportData data, string strategy, bool ranked, string[] ranking) => data.Roles[strategy] switch
    {
        StrategyRole.LowerBound => "lower bound",
        StrategyRole.UpperBound => "upper bound",
        _ => !ranked ? "" : Array.IndexOf(ranking, strategy) is >= 0 and var at ? ShownNumber.Number(at + 1) : "not comparable",
    };

    private static string Share(ReportData data, BoundGap gap, string strategy) =>
        data.Roles[strategy] == StrategyRole.Contender ? ShownNumber.Share(gap.Closed(data, strategy)) : ShownNumber.Nothing;

    private static string Cell(RunMetric metric, StrategyStatistics strategy)
    {
        SampleSummary summary = strategy.Metrics[metric.Name];
        return double.IsNaN(summary.Mean) ? ShownNumber.Nothing
            : strategy.Comparable && summary.Student.IsDefined && summary.StandardDeviation > 0
                ? $"{ShownNumber.Value(metric, summary.Mean)}\n{ShownNumber.Range(summary.Student, v => ShownNumber.Value(metric, v))}"
                : ShownNumber.Value(metric, summary.Mean);
    }
}
