using System.Globalization;
using System.Text.Json.Nodes;

namespace Kif.Reports;

/// <summary>The section of all strategies' answers side by side.</summary>
internal static class AnswerSection
{
    private const string More = "<button type=\"button\" class=\"more\">Show more</button>";

    private const string Choices =
        "<label>Run <select class=\"run\"></select></label><label>Task <select class=\"task\"></select></label>"
        + "<label>Strategy <select class=\"strategy\"></select></label>\n"
        + "<label>Text <input class=\"text\" type=\"search\" autocomplete=\"off\"></label>"
        + "<label class=\"tick\"><input class=\"forgotten\" type=\"checkbox\"> forgotten only</label>";

    public static void Write(SectionContext context)
    {
        ReportData data = context.Data;
        (JsonObject json, int kept, int all) = AnswerData.Of(data);
        if (kept == 0) return;
        context.Begin("answers", "Answers side by side");
        context.Page.Paragraph(
            "Each strategy's answer right after it learned the task and, if it changed, its answer at the end of the stream. "
            + "✓ right, ✗ wrong; forgotten: right just after learning, wrong at the end. "
            + $"An answer counts as right by exact match ({ScoringMetric.MetricOf(data.Sources[0].Saved.Description).Name}){Otherwise(data)}.");
        if (kept < all) context.Page.Element("p", string.Create(CultureInfo.InvariantCulture,
            $"To keep this page small, it shows {kept:N0} of {all:N0} examples (all orders and seeds together) and leaves out {all - kept:N0}. "
            + $"It takes forgotten examples of each task first, then others evenly."), "class=\"sampled\"");
        context.Page.Raw("<noscript><p>This table needs JavaScript.</p></noscript>").Raw($"""
            <div class="script answers" data-answers="{context.Id}"><form class="choices" aria-label="Filter for answers">
            {Choices}</form>
            <p class="count" role="status"></p><div class="scroll" role="region" tabindex="0" aria-label="Answers side by side"></div>{More}</div>
            """);
        context.Page.Raw($"<script type=\"application/json\" id=\"{context.Id}answer-data\">{json.ToJsonString()}</script>");
        context.End();
    }

    private static string Otherwise(ReportData data) =>
        ScoringMetric.NameOf(data.Sources[0].Saved.Description) is var name && name != ScoringMetric.MetricOf(data.Sources[0].Saved.Description).Name
        ? $", whereas scores are in {name}" : "";
}
