using Kif.Reports.Figures;
using Kif.Reports.Subjects;

namespace Kif.Reports.Pages;

/// <summary>The sections that are charts: differences, the stream, forgetting, costs, losses, stability, unseen tasks.</summary>
internal static class ChartSections
{
    public static void Differences(SectionContext context)
    {
        Figure[] figures = [.. new[] { "ap", "forgetting" }.Select(m => DifferenceFigure.Of(context.Subject, m)).OfType<Figure>()];
        if (figures.Length == 0) return;
        context.Begin("differences", $"Difference to {context.Subject.Statistics.Baseline}");
        context.Page.Paragraph("Runs with the same order and seed are paired. Bars are 95 % intervals of the mean difference (Student's t); p is of a sign-flip permutation test, adjusted for the number of strategies (Holm).");
        foreach (Figure figure in figures) context.Page.Chart(figure);
        context.End();
    }

    public static void Stream(SectionContext context)
    {
        if (StreamFigures.Learnt(context.Subject) is not { } figure) return;
        context.Begin("stream", "Scores over the stream");
        context.Page.Raw("<div class=\"only-narrow\">").Legend(context.Names).Raw("</div>").Chart(figure);
        context.End();
    }

    public static void Forgetting(SectionContext context)
    {
        ReportSubject subject = context.Subject;
        if (subject.Orders.Keys.All(o => ForgettingFigures.Of(subject, o).Count == 0)) return;
        context.Begin("forgetting", "What happens to each task after it is learnt");
        context.Page.Paragraph("A chart per task, from when it was learnt to the end of the stream; mean over seeds.").Legend(context.Names);
        context.EachOrder(order => context.Page.Charts(ForgettingFigures.Of(subject, order)).Folded("The numbers", ForgettingFigures.Table(subject, order)));
        context.End();
    }

    public static void Costs(SectionContext context)
    {
        IReadOnlyList<(string Cost, Figure Figure)> figures = CostFigures.Of(context.Subject);
        if (figures.Count == 0) return;
        context.Begin("cost", "Cost against quality");
        context.Page.Paragraph("The dashed line joins strategies that no other one beats on both axes (ringed).");
        context.Page.Raw($"<div class=\"choices script\"><label>Cost <select data-shows=\"{context.Id}cost\">{string.Concat(figures.Select((f, i) => $"<option value=\"{i}\">{Html.Escape(f.Cost)}</option>"))}</select></label></div>");
        for (int i = 0; i < figures.Count; i++) context.Page.Raw($"<div data-shown=\"{context.Id}cost\" data-value=\"{i}\">").Chart(figures[i].Figure).Raw("</div>");
        context.End();
    }

    public static void Losses(SectionContext context)
    {
        ReportSubject subject = context.Subject;
        (string Order, LossFigures Figures)[] all = [.. subject.Orders.Keys.Select(o => (o, new LossFigures(subject, o))).Where(f => f.Item2.Any)];
        if (all.Length == 0) return;
        context.Begin("loss", "Loss and learning rate");
        context.Page.Paragraph($"Means over at most {StepCurves.Most} stretches of the steps; a thin line per seed, a thick one for their mean. Extra phases of strategies are left out.");
        context.EachOrder(order =>
        {
            if (all.FirstOrDefault(f => f.Order == order).Figures is not { } figures) return;
            context.Page.Charts([.. figures.Losses(), .. figures.Rates()]).Folded("The numbers", figures.Table());
        });
        context.End();
    }

    public static void Within(SectionContext context)
    {
        ReportSubject subject = context.Subject;
        if (subject.Result.Runs.All(r => r.Within.Count == 0)) return;
        context.Begin("within", "Stability within training");
        context.Page.Paragraph("Earlier tasks were scored in the middle of training: the mean of their scores. A dip that heals until the task's end does not show in a performance matrix.");
        context.EachOrder(order => context.Page.Charts(WithinFigures.Of(subject, order)).Folded("The numbers", WithinFigures.Table(subject, order)));
        context.End();
    }

    public static void Unseen(SectionContext context)
    {
        if (StreamFigures.Unseen(context.Subject) is not { } figure) return;
        context.Begin("unseen", "Tasks that are never trained");
        string[] tasks = [.. context.Subject.Result.Runs.SelectMany(r => r.Unseen?.Tasks ?? []).Distinct()];
        context.Page.Paragraph($"Scored after every task: {string.Join(", ", tasks)}.").Raw("<div class=\"only-narrow\">").Legend(context.Names).Raw("</div>").Chart(figure);
        context.End();
    }
}
