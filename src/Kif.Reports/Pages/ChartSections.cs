namespace Kif.Reports;

/// <summary>The sections that are charts: differences, the stream, forgetting, costs, losses, stability, unseen tasks.</summary>
internal static class ChartSections
{
    public static void Differences(SectionContext context)
    {
        Figure[] figures = [.. new[] { "ap", "forgetting" }.Select(m => DifferenceFigure.Of(context.Data, m)).OfType<Figure>()];
        if (figures.Length == 0) return;
        ComparisonStatistics statistics = context.Data.Result.Statistics;
        context.Begin("differences", $"Difference to {statistics.Baseline}, and whether it is chance");
        if (statistics.Comparable)
        {
            context.Page.Paragraph(
                "Runs with the same order and seed are paired. Bars are 95 % intervals of the mean difference (Student's t); "
                + "p is from a sign-flip permutation test, adjusted for all strategies and both metrics (Holm)."
                + (statistics.Differences.Any(d => d.Orders.Orders > 1) ? $" {OrderPower.Note(statistics)}" : ""));
            context.Page.Raw("<details><summary>In sentences</summary><ul>"
                + $"{string.Concat(Said(statistics).Select(s => $"<li>{Html.Escape(ShownNumber.TrueMinus(s))}</li>"))}</ul></details>");
        }
        foreach (Figure figure in figures) context.Chart(figure);
        context.End();
    }

    public static void Stream(SectionContext context)
    {
        ReportData data = context.Data;
        if (data.Result.Runs.Count == 0 || data.Tasks.Count < 2) return;
        Figure? curve = StreamFigures.Learned(data);
        string? mean = data.HasSeveralOrders ? null : data.Result.Runs[0].Order;
        var panels = new ForgettingFigures(data, mean);
        (IReadOnlyList<Figure> figures, IReadOnlyList<string> flat) = panels.Panels();
        if (curve is null && figures.Count == 0) return;
        context.Begin("stream", "What happens to each task after it is learned");
        context.Page.Paragraph((mean is null ? "A chart per place in the order, mean over all orders and seeds. " : "A chart per task, mean over seeds. ")
            + "The upright line is where the task is learned; the thin part before it is what the model scores without having learned it. "
            + "What falls after the line is forgotten.");
        context.Charts(figures, "", legend: true);
        if (flat.Count > 0) context.Page.Paragraph($"Every score is 0 at any time, so there is no chart: {string.Join(", ", flat)}.");
        context.Page.Details("The numbers", panels.Table());
        if (mean is null)
            context.EachOrder(order =>
            {
                var own = new ForgettingFigures(data, order);
                context.Charts(own.Panels().Figures, order, legend: true);
                context.Page.Details("The numbers", own.Table());
            }, folded: true);
        if (curve is not null)
        {
            context.Page.Raw("<div class=\"only-narrow\">").Legend(context.Names).Raw("</div>");
            context.Chart(curve);
        }
        context.End();
    }

    public static void Costs(SectionContext context)
    {
        IReadOnlyList<(string Cost, Figure Figure)> figures = CostFigures.Of(context.Data);
        if (figures.Count == 0) return;
        context.Begin("cost", "Cost against quality");
        context.Page.Raw(
            $"<div class=\"choices script\"><label>Cost <select data-shows=\"{context.Id}cost\">"
            + string.Concat(figures.Select((f, i) => $"<option value=\"{i}\">{Html.Escape(f.Cost)}</option>")) + "</select></label></div>");
        for (int i = 0; i < figures.Count; i++)
        {
            context.Page.Raw($"<div data-shown=\"{context.Id}cost\" data-value=\"{i}\">");
            context.Chart(figures[i].Figure);
            context.Page.Raw("</div>");
        }
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
        foreach ((string order, LossFigures figures) in all)
        {
            context.Page.Raw($"<details><summary>Loss of every strategy{Of(data, order)}</summary>");
            context.Charts(figures.Losses(), order, legend: false);
            context.Page.Details("The numbers", figures.Table()).Raw("</details>");
        }
        IReadOnlyList<Figure> rates = all[0].Figures.Rates();
        context.Page.Raw($"<details><summary>Learning rate{Of(data, all[0].Order)}</summary>");
        context.Charts(rates, all[0].Order, legend: false);
        context.Page.Raw("</details>");
        context.End();
    }

    public static void MidTask(SectionContext context)
    {
        ReportData data = context.Data;
        if (data.Result.Runs.All(r => r.MidTaskScores.Count == 0)) return;
        context.Begin("within", "Earlier tasks while the next one is trained");
        context.Page.Paragraph(
            "The mean score of earlier tasks, measured during training. A dip that recovers before the task ends does not show in a performance matrix.");
        if (data.HasSeveralOrders) Write(null);
        context.EachOrder(Write, folded: data.HasSeveralOrders);
        context.End();

        void Write(string? order)
        {
            context.Charts(MidTaskFigures.Of(data, order), $"within {order}", legend: false);
            context.Page.Details("The numbers", MidTaskFigures.Table(data, order));
        }
    }

    public static void Unseen(SectionContext context)
    {
        ReportData data = context.Data;
        string[] tasks = [.. data.Result.Runs.SelectMany(r => r.Unseen?.Tasks ?? []).Distinct()];
        if (tasks.Length == 0) return;
        context.Begin("unseen", "Tasks that are never trained");
        Figure? figure = StreamFigures.Unseen(data);
        context.Page.Paragraph($"Scored after every task: {string.Join(", ", tasks)}."
            + (figure is null ? " Every strategy scores 0 on them at any time, as the untrained model does, so there is no chart." : ""));
        if (figure is not null)
        {
            context.Page.Raw("<div class=\"only-narrow\">").Legend(context.Names).Raw("</div>");
            context.Chart(figure);
        }
        context.End();
    }

    private static string Of(ReportData data, string order) => data.Orders.Count > 1 ? ", " + Html.Escape(OrderNames.Of(order)) : "";

    /// <summary>Returns the conclusions that the statistics allow, a sentence per strategy, the best first.</summary>
    private static IEnumerable<string> Said(ComparisonStatistics statistics) =>
        new[] { statistics.Ranking, statistics.Strategies.Except(statistics.Ranking) }.SelectMany(rows => rows)
            .Where(s => s.Strategy != statistics.Baseline).Select(s => statistics.Sentence(s.Strategy)).Distinct().Select(s => s.EndsWith('.') ? s : s + ".");
}
