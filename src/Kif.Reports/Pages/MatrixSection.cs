using System.Globalization;
using System.Text;

namespace Kif.Reports;

/// <summary>The section of performance matrices: square tables whose cells are shaded by score, and by difference to the baseline.</summary>
internal static class MatrixSection
{
    private const double LeastShift = 5, LeastStrongest = 20;
    private const int MostRoomy = 8;

    public static void Write(SectionContext context)
    {
        ReportData data = context.Data;
        if (data.Result.Runs.Count == 0) return;
        bool several = data.HasSeveralOrders;
        string? mean = several ? null : data.Result.Runs[0].Order;
        context.Begin("matrix", "Performance matrices");
        context.Page.Paragraph(
            $"Row: the task learned last. Column: the task scored. Percent, mean over {(several ? "orders and seeds" : "seeds")}. "
            + "On the outlined diagonal, a task was just learned; below it, other tasks have followed: what fades down a column is forgotten. "
            + (data.Result.Score == ScoredTasks.Seen ? "Above it there is nothing: tasks were scored from when they were learned on (--score seen)."
                : "Above it, a task is scored before it is learned."
                    + (data.Result.Score == ScoredTasks.Next ? " Of these, only the next task was scored (--score next)." : "")));
        double most = Strongest(data, [mean]), single = Strongest(data, [.. data.Orders.Keys]);
        context.Page.Paragraph((several ? "Tasks stand at their place in each order: 1st is what was learned first. " : "")
            + string.Create(CultureInfo.InvariantCulture,
                $"The strongest color is a score of {most:0}{(several ? $", in single orders of {single:0}" : "")}."));
        Scores(context, mean, most);
        Differences(context, mean);
        if (several) context.EachOrder(order => Scores(context, order, single), folded: true);
        context.End();
    }

    /// <summary>Returns the score of the strongest color: a round number that is no lower than any score in the matrices of some orders.</summary>
    private static double Strongest(ReportData data, IReadOnlyList<string?> orders)
    {
        double[] scores = [.. orders.SelectMany(o => data.Strategies.Select(s => ScoreMatrix.Of(data, s, o))).SelectMany(m => m.Rows)
            .SelectMany(r => r.Scores).Where(double.IsFinite)];
        return Math.Clamp(Math.Ceiling(scores.DefaultIfEmpty(0).Max() / LeastStrongest) * LeastStrongest, LeastStrongest, 100);
    }

    private static void Scores(SectionContext context, string? order, double most)
    {
        ReportData data = context.Data;
        context.Page.Raw("<div class=\"matrices\">");
        foreach (string strategy in data.Contenders.Concat(data.References).Where(s => data.RunsOf(s, order).Count > 0))
            context.Page.Raw(Table(ScoreMatrix.Of(data, strategy, order), order is null || data.Orders.Count == 1 ? "" : $"· {OrderNames.Of(order)}",
                v => $"h{Palette.HeatOf(100 * v / most)}", ShownNumber.Score));
        context.Page.Raw("</div>");
    }

    private static void Differences(SectionContext context, string? order)
    {
        ReportData data = context.Data;
        string baseline = data.Result.Statistics.Baseline;
        ScoreMatrix[] all = [.. data.Contenders.Concat(data.References).Where(s => s != baseline)
            .Select(s => ScoreMatrix.Difference(data, s, baseline, order)).Where(m => m.Rows.Count > 0)];
        if (all.Length == 0) return;
        double most = Math.Max(LeastShift, all.SelectMany(m => m.Rows).SelectMany(r => r.Scores).Where(double.IsFinite).Select(Math.Abs).Max());
        context.Page.Element("h4", $"Difference to {baseline}");
        context.Page.Paragraph($"Points above (blue) or below (orange) {baseline}, mean over pairs of runs with the same order and seed.");
        context.Page.Raw("<div class=\"matrices\">");
        foreach (ScoreMatrix matrix in all) context.Page.Raw(Table(matrix, $"minus {baseline}", v => $"v{Palette.ShiftOf(v, most)}", ShownNumber.Signed));
        context.Page.Raw("</div>");
    }

    private static string Table(ScoreMatrix matrix, string about, Func<double, string> color, Func<double, string> shown)
    {
        string caption = Html.Escape(about.Length > 0 ? $"{matrix.Strategy} {about}" : matrix.Strategy);
        // Names that do not fit above a square stand upright, whole.
        string css = (matrix.Columns.Any(c => Scene.Measure(c, 12) > 44) ? " upright" : "") + (matrix.Columns.Count > MostRoomy ? " dense" : "");
        var text = new StringBuilder(
            $"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Performance matrix of {caption}\">"
            + $"<table class=\"heat{css}\"><caption>{caption}</caption><thead><tr><th scope=\"col\">after</th>");
        foreach (string task in matrix.Columns) text.Append($"<th scope=\"col\"><span>{Html.Escape(task)}</span></th>");
        text.Append("</tr></thead><tbody>");
        foreach (ScoreRow row in matrix.Rows)
        {
            text.Append($"<tr><th scope=\"row\">{Html.Escape(row.Name)}</th>");
            for (int i = 0; i < row.Scores.Count; i++)
                text.Append(double.IsNaN(row.Scores[i])
                    ? $"<td>{ShownNumber.Nothing}</td>" : $"<td class=\"{color(row.Scores[i])}{(i == row.Learned ? " d" : "")}\">{shown(row.Scores[i])}</td>");
            text.Append("</tr>\n");
        }
        return text.Append("</tbody></table></div>").ToString();
    }
}
