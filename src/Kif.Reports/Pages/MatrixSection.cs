using System.Text;
using Kif.Reports.Figures;
using Kif.Reports.Scenes;
using Kif.Reports.Subjects;

namespace Kif.Reports.Pages;

/// <summary>The section of performance matrices: a table per strategy, with cells shaded by score.</summary>
internal static class MatrixSection
{
    public static void Write(SectionContext context)
    {
        ReportSubject subject = context.Subject;
        if (subject.Result.Runs.Count == 0) return;
        context.Begin("matrix", "Performance matrices");
        context.Page.Paragraph("Row: the task learnt last. Column: the task scored. Percent, mean over seeds; the darker (in the dark theme: the brighter) a cell, the higher the score. On the outlined diagonal a task was just learnt; below it, what is left of it.");
        context.EachOrder(order =>
        {
            context.Page.Raw("<div class=\"matrices\">");
            foreach (string strategy in subject.Strategies.Where(s => subject.Of(s, order).Count > 0)) context.Page.Raw(Table(subject, strategy, order));
            context.Page.Raw("</div>");
        });
        context.End();
    }

    private static string Table(ReportSubject subject, string strategy, string order)
    {
        IReadOnlyList<string> tasks = subject.Orders[order];
        string caption = Html.Escape(subject.Orders.Count > 1 ? $"{strategy}, {order}" : strategy);
        var text = new StringBuilder($"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Performance matrix of {caption}\"><table class=\"heat\"><caption>{caption}</caption><thead><tr><th scope=\"col\">after</th>");
        foreach (string task in tasks) text.Append($"<th scope=\"col\">{Html.Escape(task)}</th>");
        text.Append("</tr></thead><tbody>");
        foreach ((string after, IReadOnlyList<double> scores) in MatrixTables.Of(subject, strategy, order))
        {
            text.Append($"<tr><th scope=\"row\">{Html.Escape(after)}</th>");
            for (int i = 0; i < tasks.Count; i++)
                text.Append(double.IsNaN(scores[i]) ? $"<td>{ShownNumber.Nothing}</td>" : $"<td class=\"h{Palette.HeatOf(scores[i])}{(tasks[i] == after ? " d" : "")}\">{ShownNumber.Score(scores[i])}</td>");
            text.Append("</tr>\n");
        }
        return text.Append("</tbody></table></div>").ToString();
    }
}
