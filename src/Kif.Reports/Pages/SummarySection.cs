using System.Globalization;
using Kif.Pipeline.Statistics;
using Kif.Reports.Figures;
using Kif.Reports.Subjects;

namespace Kif.Reports.Pages;

/// <summary>The section that summarizes the runs and the conclusions that the statistics allow.</summary>
internal static class SummarySection
{
    public static void Write(SectionContext context)
    {
        ReportSubject subject = context.Subject;
        int seeds = subject.Result.Runs.Select(r => r.Seed).Distinct().Count(), orders = subject.Result.Runs.Select(r => r.Order).Distinct().Count();
        string[] models = [.. subject.Sources.Select(s => s.Saved.Description.Model).Distinct()];
        context.Page.Raw("<div class=\"summary\">");
        context.Page.Paragraph(string.Create(CultureInfo.InvariantCulture, $"{ShownNumber.Count(subject.Strategies.Count, "strategy", "strategies")} learnt {ShownNumber.Count(subject.Tasks.Count, "task")} one after another, with {
            ShownNumber.Count(seeds, "seed")} and {ShownNumber.Count(orders, "order")} of the tasks: {ShownNumber.Count(subject.Result.Runs.Count, "run")} of the model {string.Join(" and ", models)}. {Failed(subject)}{Baseline(subject)}"));
        context.Page.Raw($"<ul>{string.Concat(Said(subject.Statistics).Select(s => $"<li>{Html.Escape(s)}</li>"))}</ul>");
        context.Page.Raw("</div>");
        if (subject.Differences.Count > 0) Differences(context);
    }

    private static string Failed(ReportSubject subject) =>
        subject.Result.Failures.Count > 0 ? $"{ShownNumber.Count(subject.Result.Failures.Count, "run")} failed and {(subject.Result.Failures.Count == 1 ? "is" : "are")} in no number of this page. " : "";

    private static string Baseline(ReportSubject subject) => subject.Statistics.Strategies.Count == 0 ? "No run is done, so there is nothing to compare."
        : subject.Statistics.Strategies.Count > 1 ? $"The baseline is {subject.Statistics.Baseline}." : "";

    /// <summary>Returns the conclusions that the statistics allow, a sentence per strategy, the best first.</summary>
    private static IEnumerable<string> Said(ComparisonStatistics statistics)
    {
        IReadOnlyList<StrategyStatistics> rows = [.. statistics.Ranking, .. statistics.Strategies.Except(statistics.Ranking)];
        return rows.Where(s => s.Strategy != statistics.Baseline || rows.Count == 1).Select(s => statistics.Sentence(s.Strategy)).Distinct().Select(s => s.EndsWith('.') ? s : s + ".");
    }

    private static void Differences(SectionContext context)
    {
        ReportSubject subject = context.Subject;
        SourceDifference[] matter = [.. subject.Differences.Where(d => d.Matters)];
        context.Page.Raw($"<div class=\"warning\"><p><strong>{Html.Escape(matter.Length > 0 ? "These folders were not computed alike." : "These folders were computed alike, on machines that differ.")}</strong> "
            + Html.Escape(matter.Length > 0 ? "Differences between their strategies may come from the settings below; strategies of one name are kept apart." : "Times and memory are not comparable.") + "</p></div>");
        context.Page.Table(new DataTable("What differs between the folders", ["setting", .. subject.Sources.Select(s => s.Label)],
            [.. subject.Differences.Select(d => (IReadOnlyList<string>)[d.What, .. d.Values.Select(v => ShownText.Of(v, 60))])]) { TextColumns = subject.Sources.Count + 1 });
    }
}
