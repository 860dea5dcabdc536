using System.Text;

namespace Kif.Reports;

/// <summary>The sections that are charts: differences, the stream, forgetting, costs, losses, stability, unseen tasks.</summary>
internal static class ChartSections
{
    public static void Differences(SectionContext context)
    {
        Figure[] figures = [.. new[] { "ap", "forgetting" }.Select(m => DifferenceFigure.Of(context.Data, m)).OfType<Figure>()];
        if (figures.Length == 0) return;
        context.Begin("differences", $"Difference to {context.Data.Result.Statistics.Baseline}");
        context.Page.Paragraph(
            "Runs with the same order and seed are paired. Bars are 95 % intervals of the mean difference (Student's t); "
            + "p is from a sign-flip permutation test, adjusted for the number of strategies (Holm).");
        foreach (Figure figure in figures) context.Page.Chart(figure);
        context.End();
    }

    public static void Stream(SectionContext context)
    {
        if (StreamFigures.Learned(context.Data) is not { } figure) return;
        context.Begin("stream", "Scores over the stream");
        context.Page.Raw("<div class=\"only-narrow\">").Legend(context.Names).Raw("</div>").Chart(figure);
        context.End();
    }

    public static void Forgetting(SectionContext context)
    {
        ReportData data = context.Data;
        if (data.Orders.Keys.All(o => ForgettingFigures.Of(data, o).Count == 0)) return;
        context.Begin("forgetting", "What happens to each task after it is learned");
        context.Page.Paragraph("A chart per task, from when it was learned to the end of the stream; mean over seeds.").Legend(context.Names);
        context.EachOrder(order => context.Page.Charts(ForgettingFigures.Of(data, order)).Details("The numbers", ForgettingFigures.Table(data, order)));
        context.End();
    }

    public static void Costs(SectionContext context)
    {
        IReadOnlyList<(string Cost, Figure Figure)> figures = CostFigures.Of(context.Data);
        if (figures.Count == 0) return;
        context.Begin("cost", "Cost against quality");
        context.Page.Paragraph("The dashed line joins the strategies that no other one beats on both axes (ringed).");
        context.Page.Raw(
            $"<div class=\"choices script\"><label>Cost <select data-shows=\"{context.Id}cost\">"
            + string.Concat(figures.Select((f, i) => $"<option value=\"{i}\">{Html.Escape(f.Cost)}</option>")) + "</select></label></div>");
        for (int i = 0; i < figures.Count; i++)
            context.Page.Raw($"<div data-shown=\"{context.Id}cost\" data-value=\"{i}\">").Chart(figures[i].Figure).Raw("</div>");
        context.End();
    }

    public static void Losses(SectionContext context)
    {
        ReportData data = context.Data;
        (string Order, LossFigures Figures)[] all = [.. data.Orders.Keys.Select(o => (o, new LossFigures(data, o))).Where(f => f.Item2.Any)];
        if (all.Length == 0) return;
        context.Begin("loss", "Loss and learning rate");
        context.Page.Paragraph(
            $"Means over at most {StepCurves.Most} intervals of steps; a thin line per seed, a thick one for their mean. "
            + "Extra phases of strategies are left out.");
        context.EachOrder(order =>
        {
            if (all.FirstOrDefault(f => f.Order == order).Figures is not { } figures) return;
            context.Page.Charts([.. figures.Losses(), .. figures.Rates()]).Details("The numbers", figures.Table());
        });
        context.End();
    }

    public static void MidTask(SectionContext context)
    {
        ReportData data = context.Data;
        if (data.Result.Runs.All(r => r.MidTaskScores.Count == 0)) return;
        context.Begin("within", "Stability during training");
        context.Page.Paragraph(
            "The mean score of earlier tasks, measured during training. A dip that recovers before the task ends does not show in a performance matrix.");
        context.EachOrder(order => context.Page.Charts(MidTaskFigures.Of(data, order)).Details("The numbers", MidTaskFigures.Table(data, order)));
        context.End();
    }

    public static void Unseen(SectionContext context)
    {
        if (StreamFigures.Unseen(context.Data) is not { } figure) return;
        context.Begin("unseen", "Tasks that are never trained");
        string[] tasks = [.. context.Data.Result.Runs.SelectMany(r => r.Unseen?.Tasks ?? []).Distinct()];
        context.Page.Paragraph($"Scored after every task: {string.Join(", ", tasks)}.").Raw("<div class=\"only-narrow\">").Legend(context.Names).Raw("</div>")
            .Chart(figure);
        context.End();
    }
}

/// <summary>The section of performance matrices: a table per strategy, with cells shaded by score.</summary>
internal static class MatrixSection
{
    public static void Write(SectionContext context)
    {
        ReportData data = context.Data;
        if (data.Result.Runs.Count == 0) return;
        context.Begin("matrix", "Performance matrices");
        context.Page.Paragraph(
            "Row: the task learned last. Column: the task scored. Percent, mean over seeds; "
            + "the darker (in the dark theme: the brighter) a cell, the higher the score. "
            + "On the outlined diagonal, a task was just learned; below it, other tasks have followed.");
        context.EachOrder(order =>
        {
            context.Page.Raw("<div class=\"matrices\">");
            foreach (string strategy in data.Strategies.Where(s => data.RunsOf(s, order).Count > 0)) context.Page.Raw(Table(data, strategy, order));
            context.Page.Raw("</div>");
        });
        context.End();
    }

    private static string Table(ReportData data, string strategy, string order)
    {
        IReadOnlyList<string> tasks = data.Orders[order];
        string caption = Html.Escape(data.Orders.Count > 1 ? $"{strategy}, {order}" : strategy);
        var text = new StringBuilder(
            $"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Performance matrix of {caption}\">"
            + $"<table class=\"heat\"><caption>{caption}</caption><thead><tr><th scope=\"col\">after</th>");
        foreach (string task in tasks) text.Append($"<th scope=\"col\">{Html.Escape(task)}</th>");
        text.Append("</tr></thead><tbody>");
        foreach ((string after, IReadOnlyList<double> scores) in MatrixTables.Of(data, strategy, order))
        {
            text.Append($"<tr><th scope=\"row\">{Html.Escape(after)}</th>");
            for (int i = 0; i < tasks.Count; i++)
                text.Append(double.IsNaN(scores[i])
                    ? $"<td>{ShownNumber.Nothing}</td>"
                        : $"<td class=\"h{Palette.HeatOf(scores[i])}{(tasks[i] == after ? " d" : "")}\">{ShownNumber.Score(scores[i])}</td>");
            text.Append("</tr>\n");
        }
        return text.Append("</tbody></table></div>").ToString();
    }
}
