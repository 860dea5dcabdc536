using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Kif.Reports;

/// <summary>The section of answers: one question through all tasks, and all questions with the strategies' answers side by side.</summary>
internal static class AnswerSection
{
    /// <summary>The number of examples that a page without scripts shows.</summary>
    private const int Static = 8;

    private const string More = "<button type=\"button\" class=\"more script\">Show more</button>";

    private const string Choices =
        "<label>Run <select class=\"run\"></select></label><label>Task <select class=\"task\"></select></label>"
        + "<label>Strategy <select class=\"strategy\"></select></label>\n"
        + "<label>Text <input class=\"text\" type=\"search\" autocomplete=\"off\"></label>"
        + "<label class=\"tick\"><input class=\"differ\" type=\"checkbox\"> strategies differ</label>"
        + "<label class=\"tick\"><input class=\"forgotten\" type=\"checkbox\"> forgotten only</label>";

    public static void Write(SectionContext context)
    {
        ReportData data = context.Data;
        IReadOnlyList<(RunKey Run, ComparedExample[] Examples)> runs = AnswerData.Examples(data);
        (JsonObject json, int kept) = AnswerData.Of(data, runs);
        if (kept == 0) return;
        int all = runs.Sum(r => r.Examples.Length);
        bool asks = runs.Any(r => r.Examples.Any(e => e.Question is not null));
        context.Begin("answers", asks ? "Questions and answers" : "Answers side by side");
        context.Page.Paragraph(
            $"✓ right, ✗ wrong, by exact match ({ScoringMetric.MetricOf(data.Sources[0].Saved.Description).Name}){Otherwise(data)}; "
            + "forgotten: right just after its task was learned, wrong at the end."
            + (asks ? "" : " These runs were saved without their questions; newer ones have them."));
        if (QuestionPath.Of(data, runs) is { } path) Through(context, path);
        context.Page.Element("h4", "All questions");
        context.Page.Paragraph("Each strategy's answer just after it learned the task and, if it changed, its answer at the end. "
            + "Questions at which strategies differ come first.");
        if (kept < all) context.Page.Element("p", string.Create(CultureInfo.InvariantCulture,
            $"To keep this page small, it shows {kept:N0} of {all:N0} examples (all orders and seeds together) and leaves out {all - kept:N0}. "
            + $"It takes those at which strategies differ first, then forgotten ones, then others."), "class=\"sampled\"");
        context.Page.Raw($"""
            <div class="answers" data-answers="{context.Id}"><form class="choices script" aria-label="Filter for answers">
            {Choices}</form>
            <p class="count script" role="status"></p><div class="scroll" role="region" tabindex="0" aria-label="Answers side by side">
            """);
        context.Page.Raw(Table(data, runs[0].Examples, asks)).Raw($"</div>{More}</div>");
        context.Page.Raw($"<script type=\"application/json\" id=\"{context.Id}answer-data\">{json.ToJsonString()}</script>");
        context.End();
    }

    /// <summary>Writes what every strategy answered to one question after each task.</summary>
    private static void Through(SectionContext context, QuestionPath path)
    {
        ComparedExample e = path.Example;
        ReportData data = context.Data;
        int learned = path.Tasks.ToList().IndexOf(e.Task) + 1;
        var text = new StringBuilder("<h4>One question through all tasks</h4>")
            .Append($"<p class=\"asked\">{Question(e)} <span class=\"then\">Task {Html.Escape(e.Task)}; expected: <b>{Quoted(e.Reference)}</b></span></p>")
            .Append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"One question through all tasks\"><table class=\"path\">")
            .Append(CultureInfo.InvariantCulture,
                $"<caption>Answers after each task, {Html.Escape(OrderNames.Of(path.Run.Order))}, seed {path.Run.Seed}</caption>")
            .Append("<thead><tr><th scope=\"col\">strategy</th><th scope=\"col\">untrained</th>");
        foreach ((string task, int i) in path.Tasks.Select((t, i) => (t, i)))
            text.Append($"<th scope=\"col\">after {Html.Escape(task)}{(i + 1 == learned ? " (its task)" : "")}</th>");
        text.Append("</tr></thead><tbody>\n");
        foreach ((string strategy, ComparedAnswers? given) in data.Strategies.Zip(e.Answers))
        {
            if (given is not { } answers) continue;
            text.Append($"<tr><th scope=\"row\">{Html.Escape(strategy)}</th>");
            foreach ((int after, GivenAnswer? answer) in answers.Path)
                text.Append(answer is null ? $"<td>{ShownNumber.Nothing}</td>"
                    : $"<td class=\"{(after < learned ? "early" : answer.Right ? "right" : answers.AfterLearning.Right ? "lost" : "wrong")}\">"
                        + $"{Answer(answer)}</td>");
            text.Append("</tr>\n");
        }
        context.Page.Raw(text.Append("</tbody></table></div>").ToString());
    }

    /// <summary>Writes the first examples as a table, which scripts replace by one that can be filtered.</summary>
    private static string Table(ReportData data, ComparedExample[] examples, bool asks)
    {
        var text = new StringBuilder("<table><caption>Answers just after learning, and at the end where they differ</caption><thead><tr>"
            + $"<th scope=\"col\">{(asks ? "question" : "example")}</th><th scope=\"col\">expected</th>");
        foreach (string strategy in data.Strategies) text.Append($"<th scope=\"col\">{Html.Escape(strategy)}</th>");
        text.Append("</tr></thead><tbody>\n");
        foreach (ComparedExample e in examples.Take(Static))
        {
            text.Append($"<tr><th scope=\"row\">{Question(e)} <span class=\"then\">{Html.Escape(e.Task)} · {Html.Escape(DisplayText.Of(e.Id))}</span></th>")
                .Append($"<td>{Quoted(e.Reference)}</td>");
            foreach (ComparedAnswers? a in e.Answers)
                text.Append(a is null ? $"<td>{ShownNumber.Nothing}</td>"
                    : $"<td{(a.Forgotten ? " class=\"lost\"" : "")}>{Answer(a.AfterLearning)}"
                        + (a.Final.Text == a.AfterLearning.Text ? "" : $"<span class=\"then\">then {Answer(a.Final)}</span>")
                        + (a.Forgotten ? " <span class=\"tag\">forgotten</span>" : "") + "</td>");
            text.Append("</tr>\n");
        }
        return text.Append("</tbody></table>").ToString();
    }

    private static string Question(ComparedExample e) => $"<bdi>{Html.Escape(DisplayText.Of(e.Question ?? e.Id, TextPool.Longest))}</bdi>";

    private static string Answer(GivenAnswer answer) => $"<bdi>{(answer.Right ? "✓" : "✗")} {Quoted(answer.Text)}</bdi>";

    private static string Quoted(string answer) => answer.Length == 0 ? "(empty)" : Html.Escape(DisplayText.Of(answer, TextPool.Longest));

    private static string Otherwise(ReportData data) =>
        ScoringMetric.NameOf(data.Sources[0].Saved.Description) is var name && name != ScoringMetric.MetricOf(data.Sources[0].Saved.Description).Name
        ? $", whereas scores are in {name}" : "";
}
