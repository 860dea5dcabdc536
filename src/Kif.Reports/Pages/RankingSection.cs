using Kif.Pipeline.Statistics;
using Kif.Reports.Figures;
using Kif.Reports.Subjects;

namespace Kif.Reports.Pages;

/// <summary>The section that ranks the strategies by average performance, with intervals.</summary>
internal static class RankingSection
{
    private static readonly string[] Shows = ["ap", "bwt", "forgetting", "fwt", "learning-accuracy", "anytime-ap", "stability-gap", "unseen"];

    public static void Write(SectionContext context)
    {
        ReportSubject subject = context.Subject;
        ComparisonStatistics statistics = subject.Statistics;
        if (statistics.Strategies.Count == 0) return;
        bool ranked = statistics.Ranking.Count > 0;
        context.Begin("ranking", ranked ? "Ranking" : "Results, not ranked");
        if (!ranked) context.Page.Raw($"<p class=\"warning\">{Html.Escape(Capital(statistics.WhyNotComparable ?? "not comparable"))}. The strategies stand in the order in which they were named.</p>");
        context.Page.Chart(RankingFigure.Of(subject));
        RunMetric[] metrics = [.. Shows.Select(RunMetrics.Get).Where(m => statistics.Strategies.Any(s => !double.IsNaN(s.Metrics[m.Name].Mean)))];
        IReadOnlyList<StrategyStatistics> rows = [.. statistics.Ranking, .. statistics.Strategies.Except(statistics.Ranking)];
        context.Page.Table(new DataTable(ranked ? "Mean over runs and 95 % interval of the mean (Student's t)" : "Mean over runs",
            ["strategy", .. ranked ? ["rank"] : Array.Empty<string>(), "runs", .. metrics.Select(m => $"{m.Title} {(m.HigherIsBetter ? "↑" : "↓")}")],
            [.. rows.Select((s, i) => (IReadOnlyList<string>)[s.Strategy, .. ranked ? [i < statistics.Ranking.Count ? ShownNumber.Number(i + 1) : "not comparable"] : Array.Empty<string>(), ShownNumber.Number(s.Runs),
                .. metrics.Select(m => Cell(m, s.Metrics[m.Name], s.Comparable))])]));
        context.Page.Paragraph("Scores and differences are in percent and points of it. ↑: more is better, ↓: less is better. Below three seeds there is no interval and no rank.");
        context.End();
    }

    public static string Cell(RunMetric metric, SampleSummary summary, bool comparable) => double.IsNaN(summary.Mean) ? ShownNumber.Nothing
        : comparable && summary.Student.Defined && summary.StandardDeviation > 0 ? $"{ShownNumber.Value(metric, summary.Mean)} ({ShownNumber.Range(summary.Student, v => ShownNumber.Value(metric, v))})" : ShownNumber.Value(metric, summary.Mean);

    private static string Capital(string text) => text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : text;
}
