using System.Globalization;
using System.Text.Json.Nodes;

namespace Kif.Reports;

/// <summary>The section of skill units: their importance, and which were protected, shared or overwritten.</summary>
internal static class UnitSection
{
    private const string Modes =
        "<option value=\"fate\">protected / shared / overwritten</option><option value=\"current\">importance for the task</option>"
        + "<option value=\"accumulated\">importance for earlier tasks</option><option value=\"weight\">weight of the new model</option>";

    public static void Write(SectionContext context)
    {
        ReportData data = context.Data;
        string[] explained = [.. data.Strategies.Where(s => data.RunsOf(s).Any(r => r.Explanations.Count > 0))];
        if (explained.Length == 0) return;
        context.Begin("units", "Skill units");
        context.Page.Paragraph(
            "After each task, these strategies weigh the new model against the previous one, unit by unit. "
            + "The weight of the new model tells the outcome of a unit: below ⅓ its old "
            + "knowledge was protected, above ⅔ it was overwritten, in between it is shared. Importance is normalized by the strategy, from 0 to 1.");
        context.EachOrder(order =>
        {
            foreach (Figure figure in explained.Select(s => UnitHistoryFigure.Of(data, s, order)).OfType<Figure>()) context.Page.Chart(figure);
        });
        Explorer(context);
        context.End();
    }

    private static void Explorer(SectionContext context)
    {
        (JsonObject json, int left) = UnitData.Of(context.Data);
        context.Page.Raw(
            $"<h4>By module and task</h4><noscript><p>This table needs JavaScript.</p></noscript><div class=\"script units\" data-units=\"{context.Id}\">");
        context.Page.Raw(
            $"<div class=\"choices\"><label>Run <select class=\"run\"></select></label><label>Show <select class=\"mode\">{Modes}</select></label></div>");
        if (left > 0)
            context.Page.Paragraph(
                string.Create(CultureInfo.InvariantCulture,
                    $"To keep this page small, {ShownNumber.Count(left, "run")} can be shown by module only, not by single unit."));
        context.Page.Raw(
            "<div class=\"scroll tall\" role=\"region\" tabindex=\"0\" aria-label=\"Skill units by module and task\"></div>"
            + "<div class=\"drill\" aria-live=\"polite\"></div></div>");
        context.Page.Raw($"<script type=\"application/json\" id=\"{context.Id}unit-data\">{json.ToJsonString()}</script>");
    }
}

/// <summary>The chart of the shares of protected, shared and overwritten skill units at each task, over a strategy's runs of an order.</summary>
internal static class UnitHistoryFigure
{
    /// <summary>Creates the chart; null if the strategy explains no decision.</summary>
    public static Figure? Of(ReportData data, string strategy, string order)
    {
        var rows = data.RunsOf(strategy, order).SelectMany(r => r.Explanations).GroupBy(x => x.Task)
            .Select(g => (Name: g.Key, Shares: UnitHistory.Shares(g.SelectMany(x => x.Coefficients))))
            .Where(r => r.Shares is not null).Select(r => (r.Name, Shares: r.Shares!)).OrderBy(r => data.Orders[order].ToList().IndexOf(r.Name)).ToArray();
        if (rows.Length == 0) return null;
        var table = new DataTable($"{strategy}: share of skill units by outcome, percent, {order}",
            ["when learning", "protected", "shared", "overwritten"],
            [.. rows.Select(r => (IReadOnlyList<string>)[r.Name, .. r.Shares.Select(s => ShownNumber.Score(100 * s))])]);
        return new($"{strategy}: outcome of the skill units for each task",
            $"Most units were protected when {rows.MaxBy(r => r.Shares[UnitHistory.Protected]).Name} was learned: "
            + $"{ShownNumber.Score(100 * rows.Max(r => r.Shares[UnitHistory.Protected]))} percent.", width => ShareChart.Draw(rows, width), table);
    }
}
