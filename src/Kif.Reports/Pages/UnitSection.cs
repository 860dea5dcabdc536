using System.Text.Json.Nodes;

namespace Kif.Reports;

/// <summary>The section of skill units: their importance, and which were protected, shared or overwritten.</summary>
internal static class UnitSection
{
    private const string Modes =
        "<option value=\"weight\">weight of the new model</option><option value=\"current\">importance for the task</option>"
        + "<option value=\"accumulated\">importance for earlier tasks</option><option value=\"fate\">protected / shared / overwritten</option>";

    public static void Write(SectionContext context)
    {
        ReportData data = context.Data;
        string[] explained = [.. data.Strategies.Where(s => data.RunsOf(s).Any(r => r.Explanations.Count > 0))];
        if (explained.Length == 0) return;
        context.Begin("units", "Skill units");
        context.Page.Paragraph(
            "After each task, these strategies weigh the new model against the previous one, unit by unit. "
            + "A weight of 0 keeps a unit as it was, 1 takes the new one, ½ is their mean. Below ⅓ a unit's old "
            + "knowledge counts as protected, above ⅔ as overwritten, in between as shared.");
        foreach (string strategy in explained)
            foreach (Figure figure in new[] { CoefficientFigures.Distribution(data, strategy), CoefficientFigures.Modules(data, strategy) }.OfType<Figure>())
                context.Chart(figure);
        Explorer(context);
        context.End();
    }

    private static void Explorer(SectionContext context)
    {
        (JsonObject json, int without, int left) = UnitData.Of(context.Data);
        if (json["runs"]!.AsArray().Count == 0) return;
        context.Page.Raw(
            "<details class=\"script\"><summary>Every run, module by module and unit by unit</summary>"
            + $"<div class=\"units\" data-units=\"{context.Id}\">");
        context.Page.Raw(
            $"<div class=\"choices\"><label>Run <select class=\"run\"></select></label><label>Show <select class=\"mode\">{Modes}</select></label></div>");
        if (without + left > 0)
            context.Page.Paragraph($"To keep this page small, {ShownNumber.Count(without, "run")} can be shown by module only, and {left} not at all.");
        context.Page.Raw(
            "<div class=\"scroll tall\" role=\"region\" tabindex=\"0\" aria-label=\"Skill units by module and task\"></div>"
            + "<div class=\"drill\" aria-live=\"polite\"></div></div></details>");
        context.Page.Raw($"<script type=\"application/json\" id=\"{context.Id}unit-data\">{json.ToJsonString()}</script>");
    }
}
