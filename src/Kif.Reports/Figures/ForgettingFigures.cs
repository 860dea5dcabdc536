using Kif.Reports.Charts;
using Kif.Reports.Subjects;

namespace Kif.Reports.Figures;

/// <summary>The charts of each task's score, from when it was learned to the end of the stream.</summary>
internal static class ForgettingFigures
{
    /// <summary>Creates a small chart per task of one order except the last, all on the same axes.</summary>
    public static IReadOnlyList<Figure> Of(ReportSubject subject, string order)
    {
        IReadOnlyList<string> tasks = subject.Orders[order];
        (string Task, int At, LineSeries[] Lines)[] charts = [.. tasks.Select((task, i) => (task, i, Lines(subject, order, i))).Where(c => c.Item3.Length > 0)];
        ChartAxis x = ChartAxis.Counting("tasks learnt", tasks.Count), y = ChartAxis.Percent("score, percent", charts.SelectMany(c => c.Lines).SelectMany(l => l.Points).Select(p => p.Y));
        return [.. charts.Where(c => c.At < tasks.Count - 1 || tasks.Count == 1).Select(c => new Figure(c.Task, Says(c.Task, c.At, c.Lines), width => LineChart.Draw(c.Lines, x, y, width, 210, named: false), null))];
    }

    /// <summary>Creates the table of the charts' numbers.</summary>
    public static DataTable Table(ReportSubject subject, string order)
    {
        IReadOnlyList<string> tasks = subject.Orders[order];
        return new($"Score of each task from when it was learnt on, mean over seeds, {order}", ["task", "strategy", .. tasks.Select((_, l) => $"after {l + 1}")],
            [.. tasks.SelectMany((task, i) => Lines(subject, order, i).Select(line => (IReadOnlyList<string>)[task, line.Name, .. tasks.Select((_, l) => l < i ? "" : ShownNumber.Score(line.Points[l - i].Y))]))])
        { TextColumns = 2 };
    }

    private static LineSeries[] Lines(ReportSubject subject, string order, int task) =>
        [.. subject.Strategies.Select(strategy => new LineSeries(strategy, subject.StyleOf(strategy), Points(subject, strategy, order, task)) { Marked = subject.Orders[order].Count <= 8 })
            .Where(s => s.Points.Any(p => !double.IsNaN(p.Y)))];

    private static IReadOnlyList<(double X, double Y)> Points(ReportSubject subject, string strategy, string order, int task)
    {
        PerformanceMatrix[] runs = [.. subject.Of(strategy, order).Select(r => r.Matrix)];
        return [.. Enumerable.Range(task, subject.Orders[order].Count - task).Select(l => (l + 1.0, RunMeans.Of(runs.Select(a => a[l, task])).Mean))];
    }

    private static string Says(string task, int at, LineSeries[] lines) => $"Scores of {task}, learnt as number {at + 1}, right after learning and at the end: "
        + string.Join("; ", lines.Select(l => $"{l.Name} {ShownNumber.Score(l.Points[0].Y)} and {ShownNumber.Score(l.Points[^1].Y)}")) + ".";
}
