using System.Globalization;
using System.Text.Json.Nodes;

namespace Kif.Reports;

/// <summary>The section of all strategies' answers side by side.</summary>
internal static class AnswerSection
{
    public static void Write(SectionContext context)
    {
        ReportData subject = context.Data;
        (JsonObject json, int kept, int all) = AnswerData.Of(subject);
        if (kept == 0) return;
        context.Begin("answers", "Answers side by side");
        context.Page.Paragraph(
            "What each strategy answered right after it had learned the task and, where that is another answer, at the end of the stream. ✓ right, ✗ wrong; forgotten: right just after learning, wrong at the end. "
            + $"An answer is called right by exact match ({ScoringMetric.MetricOf(subject.Sources[0].Saved.Description).Name}){Otherwise(subject)}.");
        if (kept < all) context.Page.Element("p", string.Create(CultureInfo.InvariantCulture,
            $"To keep this page small, {kept:N0} of {all:N0} examples are in it (all orders and seeds together), {all - kept:N0} are left out: of each task those first that a strategy forgot, then others evenly."), "class=\"sampled\"");
        context.Page.Raw("<noscript><p>This table needs scripts.</p></noscript>").Raw($"""
            <div class="script answers" data-answers="{context.Id}"><form class="choices" aria-label="Filter of answers">
            <label>Run <select class="run"></select></label><label>Task <select class="task"></select></label><label>Strategy <select class="strategy"></select></label>
            <label>Text <input class="text" type="search" autocomplete="off"></label><label class="tick"><input class="forgotten" type="checkbox"> forgotten only</label></form>
            <p class="count" role="status"></p><div class="scroll" role="region" tabindex="0" aria-label="Answers side by side"></div><button type="button" class="more">Show more</button></div>
            """);
        context.Page.Raw($"<script type=\"application/json\" id=\"{context.Id}answer-data\">{json.ToJsonString()}</script>");
        context.End();
    }

    private static string Otherwise(ReportData subject) =>
        ScoringMetric.NameOf(subject.Sources[0].Saved.Description) is var name && name != ScoringMetric.MetricOf(subject.Sources[0].Saved.Description).Name
        ? $", whereas scores are of {name}" : "";
}
