using System.Globalization;

namespace Kif.Reports;

/// <summary>The part that a reader sees first: the outcome in a sentence, four numbers, one chart, and what to be careful about. No p-values.</summary>
internal static class SummarySection
{
    public static void Write(SectionContext context)
    {
        ReportData data = context.Data;
        var headline = new PageHeadline(data);
        context.Page.Raw("<div class=\"summary\">");
        context.Page.Raw($"<p class=\"headline\">{Html.Unbroken(Html.Escape(headline.Text))}</p>");
        if (headline.Caveat is { } caveat) context.Page.Element("p", caveat, "class=\"caveat\"");
        if (headline.Tiles is { Count: > 0 } tiles)
            context.Page.Raw($"<ul class=\"tiles\" aria-label=\"In numbers\">{string.Concat(tiles.Select(Tile))}</ul>");
        if (data.Contenders.Count > 0) context.Chart(ResultFigure.Of(data));
        context.Page.Element("p", Setup(data), "class=\"says\"");
        context.Page.Raw("</div>");
        string[] warnings = [.. data.Sources.SelectMany(s => s.Saved.Description.Warnings).Distinct(), .. ResultWarnings.Of(data.Result)];
        if (warnings.Length > 0)
            context.Page.Raw("<div class=\"warning\"><p><strong>Warnings</strong></p><ul>"
                + $"{string.Concat(warnings.Select(w => $"<li>{Html.Escape(ShownNumber.TrueMinus(w))}.</li>"))}</ul></div>");
        if (data.Differences.Count > 0) Differences(context);
    }

    private static string Tile(ReportTile tile) => $"<li><b>{Html.Escape(tile.Number)}</b> <span>{Html.Unbroken(Html.Escape(tile.Label))}</span> "
        + $"<small>{Html.Unbroken(Html.Escape(tile.Note))}</small></li>";

    private static string Setup(ReportData data)
    {
        int seeds = data.Result.Runs.Select(r => r.Seed).Distinct().Count(), orders = data.Result.Runs.Select(r => r.Order).Distinct().Count();
        string[] models = [.. data.Sources.Select(s => s.Saved.Description.Model).Distinct()];
        return string.Create(CultureInfo.InvariantCulture,
            $"{ShownNumber.Count(data.Strategies.Count, "strategy", "strategies")} learned "
            + $"{ShownNumber.Count(data.Tasks.Count, "task")} one after another, "
            + $"with {ShownNumber.Count(seeds, "seed")} and {ShownNumber.Count(orders, "order")} of the tasks: "
            + $"{ShownNumber.Count(data.Result.Runs.Count, "run")} of the model {string.Join(" and ", models)}. {Failed(data)}{Baseline(data)}");
    }

    private static string Failed(ReportData data) =>
        data.Result.Failures.Count > 0
        ? $"{ShownNumber.Count(data.Result.Failures.Count, "run")} failed and {(data.Result.Failures.Count == 1 ? "is" : "are")} not included in any number "
            + "on this page. " : "";

    private static string Baseline(ReportData data) => data.Result.Statistics.Strategies.Count == 0 ? "No run is done, so there is nothing to compare."
        : data.Result.Statistics.Strategies.Count > 1 ? $"The baseline is {data.Result.Statistics.Baseline}." : "";

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
