using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;
using Kif.Reports.Charts;
using Kif.Reports.Subjects;

namespace Kif.Reports.Figures;

/// <summary>The charts of earlier tasks' scores during the training of another task.</summary>
internal static class WithinFigures
{
    /// <summary>Creates a small chart per strategy of one order; empty without mid-task scores.</summary>
    public static IReadOnlyList<Figure> Of(ReportSubject subject, string order)
    {
        (string Strategy, LineSeries Line)[] lines = [.. subject.Strategies.Select(s => (s, Line(subject, s, order))).Where(l => l.Item2.Points.Count > 0)];
        int tasks = subject.Orders[order].Count;
        ChartAxis x = new("tasks learnt, and steps of the next", 1, Math.Max(2, tasks)) { Names = [.. Enumerable.Range(1, tasks).Select(i => ((double)i, Ticks.Text(i)))], Marks = [.. Enumerable.Range(1, tasks).Select(i => (double)i)] };
        ChartAxis y = ChartAxis.Percent("mean score, percent", lines.SelectMany(l => l.Line.Points).Select(p => p.Y));
        return [.. lines.Select(l => new Figure(l.Strategy, $"{l.Strategy}: the mean score of earlier tasks goes from {ShownNumber.Score(l.Line.Points[0].Y)} to {ShownNumber.Score(l.Line.Points[^1].Y)}, at its lowest {ShownNumber.Score(l.Line.Points.Min(p => p.Y))}.",
            width => LineChart.Draw([l.Line], x, y, width, 210, named: false), null))];
    }

    /// <summary>Creates the table of the charts' numbers.</summary>
    public static DataTable Table(ReportSubject subject, string order)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (string strategy in subject.Strategies)
            rows.AddRange(Line(subject, strategy, order).Points.Select(p => (IReadOnlyList<string>)[strategy, ShownNumber.Number(p.X, 4), ShownNumber.Score(p.Y)]));
        return new($"Mean score of earlier tasks within training, mean over seeds, {order}", ["strategy", "tasks learnt, as a fraction", "mean score"], rows);
    }

    private static LineSeries Line(ReportSubject subject, string strategy, string order)
    {
        var points = subject.Of(strategy, order).SelectMany(Points).GroupBy(p => p.X).OrderBy(g => g.Key).Select(g => (g.Key, g.Average(p => p.Y)));
        return new(strategy, subject.StyleOf(strategy), [.. points]) { Marked = false };
    }

    /// <summary>Returns the mean over the earlier tasks at each scoring; X is the number of learned tasks, plus the fraction of the next one.</summary>
    private static IEnumerable<(double X, double Y)> Points(StrategyRun run) => run.Within.GroupBy(w => w.During).SelectMany(during =>
    {
        int last = during.Max(w => w.Step) + 1;
        return during.GroupBy(w => w.Step).Select(at => (Math.Round(during.Key + (double)at.Key / last, 4), at.Average((WithinScore w) => w.Score)));
    });
}
