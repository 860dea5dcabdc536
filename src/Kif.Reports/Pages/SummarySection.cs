using System.Globalization;

namespace Kif.Reports;

/// <summary>The section that summarizes the runs and the conclusions that the statistics allow.</summary>
internal static class SummarySection
{
    public static void Write(SectionContext context)
    {
        ReportData data = context.Data;
        int seeds = data.Result.Runs.Select(r => r.Seed).Distinct().Count(), orders = data.Result.Runs.Select(r => r.Order).Distinct().Count();
        string[] models = [.. data.Sources.Select(s => s.Saved.Description.Model).Distinct()];
        context.Page.Raw("<div class=\"summary\">");
        context.Page.Paragraph(
            string.Create(CultureInfo.InvariantCulture,
                $"{ShownNumber.Count(data.Strategies.Count, "strategy", "strategies")} learned "
                + $"{ShownNumber.Count(data.Tasks.Count, "task")} one after another, "
                + $"with {ShownNumber.Count(seeds, "seed")} and {ShownNumber.Count(orders, "order")} of the tasks: "
                + $"{ShownNumber.Count(data.Result.Runs.Count, "run")} of the model {string.Join(" and ", models)}. {Failed(data)}{Baseline(data)}"));
        context.Page.Raw($"<ul>{string.Concat(Said(data.Result.Statistics).Select(s => $"<li>{Html.Escape(s)}</li>"))}</ul>");
        context.Page.Raw("</div>");
        string[] warnings = [.. data.Sources.SelectMany(s => s.Saved.Description.Warnings).Distinct(), .. ResultWarnings.Of(data.Result)];
        if (warnings.Length > 0)
            context.Page.Raw("<div class=\"warning\"><p><strong>Warnings</strong></p><ul>"
                + $"{string.Concat(warnings.Select(w => $"<li>{Html.Escape(w)}.</li>"))}</ul></div>");
        if (data.Differences.Count > 0) Differences(context);
    }

    private static string Failed(ReportData data) =>
        data.Result.Failures.Count > 0
        ? $"{ShownNumber.Count(data.Result.Failures.Count, "run")} failed and {(data.Result.Failures.Count == 1 ? "is" : "are")} not included in any number "
            + "on this page. " : "";

    private static string Baseline(ReportData data) => data.Result.Statistics.Strategies.Count == 0 ? "No run is done, so there is nothing to compare."
        : data.Result.Statistics.Strategies.Count > 1 ? $"The baseline is {data.Result.Statistics.Baseline}." : "";

    /// <summary>Returns the conclusions that the statistics allow, a sentence per strategy, the best first.</summary>
    private static IEnumerable<string> Said(ComparisonStatistics statistics)
    {
        IReadOnlyList<StrategyStatistics> rows = [.. statistics.Ranking, .. statistics.Strategies.Except(statistics.Ranking)];
        return rows.Where(s => s.Strategy != statistics.Baseline || rows.Count == 1).Select(s => statistics.Sentence(s.Strategy)).Distinct()
            .Select(s => s.EndsWith('.') ? s : s + ".");
    }

    private static void Differences(SectionContext context)
    {
        ReportData data = context.Data;
        SourceDifference[] matter = [.. data.Differences.Where(d => d.Matters)];
        string says = matter.Length > 0
            ? "These folders were computed with different settings." : "These folders were computed with the same settings, on different machines.";
        context.Page.Raw($"<div class=\"warning\"><p><strong>{Html.Escape(says)}</strong> "
            + Html.Escape(matter.Length > 0
                ? "Differences between their strategies may come from the settings below; strategies of the same name are kept separate."
                    : "Times and memory are not comparable.") + "</p></div>");
        context.Page.Table(new DataTable("What differs between the folders", ["setting", .. data.Sources.Select(s => s.Label)],
            [.. data.Differences.Select(d => (IReadOnlyList<string>)[d.What, .. d.Values.Select(v => DisplayText.Of(v, 60))])])
                { TextColumns = data.Sources.Count + 1 });
    }
}

/// <summary>The section that ranks the strategies by average performance, with intervals.</summary>
internal static class RankingSection
{
    private static readonly string[] Shows = ["ap", "bwt", "forgetting", "fwt", "learning-accuracy", "anytime-ap", "stability-gap", "unseen"];

    public static void Write(SectionContext context)
    {
        ReportData data = context.Data;
        ComparisonStatistics statistics = data.Result.Statistics;
        if (statistics.Strategies.Count == 0) return;
        bool ranked = statistics.Ranking.Count > 0;
        context.Begin("ranking", ranked ? "Ranking" : "Results, not ranked");
        if (!ranked)
            context.Page.Raw(
                $"<p class=\"warning\">{Html.Escape(Capital(statistics.WhyNotComparable ?? "not comparable"))}. "
                + "The strategies are listed in the order in which they were named.</p>");
        context.Page.Chart(RankingFigure.Of(data));
        RunMetric[] metrics = [.. Shows.Select(RunMetrics.Get).Where(m => statistics.Strategies.Any(s => !double.IsNaN(s.Metrics[m.Name].Mean)))];
        IReadOnlyList<StrategyStatistics> rows = [.. statistics.Ranking, .. statistics.Strategies.Except(statistics.Ranking)];
        context.Page.Table(new DataTable(ranked ? "Mean over runs and 95 % interval of the mean (Student's t)" : "Mean over runs",
            ["strategy", .. ranked ? ["rank"] : Array.Empty<string>(), "runs", .. metrics.Select(m => $"{m.Title} {(m.HigherIsBetter ? "↑" : "↓")}")],
            [.. rows.Select(
                (s, i) => (IReadOnlyList<string>)[s.Strategy, .. ranked
                    ? [i < statistics.Ranking.Count ? ShownNumber.Number(i + 1) : "not comparable"] : Array.Empty<string>(), ShownNumber.Number(s.Runs),
                .. metrics.Select(m => Cell(m, s.Metrics[m.Name], s.Comparable))])]));
        context.Page.Paragraph(
            "Scores are in percent, differences in percentage points. ↑: higher is better, ↓: lower is better. "
            + "With fewer than three seeds there is no interval and no rank.");
        context.End();
    }

    public static string Cell(RunMetric metric, SampleSummary summary, bool comparable) => double.IsNaN(summary.Mean) ? ShownNumber.Nothing
        : comparable && summary.Student.IsDefined && summary.StandardDeviation > 0
            ? $"{ShownNumber.Value(metric, summary.Mean)} ({ShownNumber.Range(summary.Student, v => ShownNumber.Value(metric, v))})"
                : ShownNumber.Value(metric, summary.Mean);

    private static string Capital(string text) => text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : text;
}
