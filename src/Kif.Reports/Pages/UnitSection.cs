using System.Globalization;
using System.Text.Json.Nodes;
using Kif.Reports.Figures;
using Kif.Reports.Subjects;
using Kif.Reports.Units;

namespace Kif.Reports.Pages;

/// <summary>The section of skill units: their importance, and which were protected, shared or overwritten.</summary>
internal static class UnitSection
{
    private const string Modes = """
        <option value="fate">protected / shared / overwritten</option><option value="current">importance for the task</option><option value="accumulated">importance for earlier tasks</option><option value="weight">weight of the new model</option>
        """;

    public static void Write(SectionContext context)
    {
        ReportSubject subject = context.Subject;
        string[] explained = [.. subject.Strategies.Where(s => subject.Of(s).Any(r => r.Explanations.Count > 0))];
        if (explained.Length == 0) return;
        context.Begin("units", "Skill units");
        context.Page.Paragraph("When a task has been learnt, these strategies weigh the model just trained against the one before, unit by unit. The weight of the new model says what became of a unit: below ⅓ its old "
            + "knowledge was protected, above ⅔ it was overwritten, between the two share it. Importance is as the strategy normalised it, from 0 to 1.");
        context.EachOrder(order =>
        {
            foreach (Figure figure in explained.Select(s => FateFigure.Of(subject, s, order)).OfType<Figure>()) context.Page.Chart(figure);
        });
        Explorer(context);
        context.End();
    }

    private static void Explorer(SectionContext context)
    {
        (JsonObject json, int left) = UnitData.Of(context.Subject);
        context.Page.Raw($"<h4>By module and task</h4><noscript><p>This table needs scripts.</p></noscript><div class=\"script units\" data-units=\"{context.Id}\">");
        context.Page.Raw($"<div class=\"choices\"><label>Run <select class=\"run\"></select></label><label>Show <select class=\"mode\">{Modes}</select></label></div>");
        if (left > 0) context.Page.Paragraph(string.Create(CultureInfo.InvariantCulture, $"To keep this page small, {ShownNumber.Count(left, "run")} can be seen by module only, not by single unit."));
        context.Page.Raw("<div class=\"scroll tall\" role=\"region\" tabindex=\"0\" aria-label=\"Skill units by module and task\"></div><div class=\"drill\" aria-live=\"polite\"></div></div>");
        context.Page.Raw($"<script type=\"application/json\" id=\"{context.Id}unit-data\">{json.ToJsonString()}</script>");
    }
}
