namespace Kif.Reports;

/// <summary>The charts of each task's score, from when it was learned to the end of the stream.</summary>
internal static class ForgettingFigures
{
    /// <summary>Creates a small chart per task of one order except the last, all on the same axes.</summary>
    public static IReadOnlyList<Figure> Of(ReportData data, string order)
    {
        IReadOnlyList<string> tasks = data.Orders[order];
        (string Task, int At, LineSeries[] Lines)[] charts = [.. tasks.Select((task, i) => (task, i, Lines(data, order, i))).Where(c => c.Item3.Length > 0)];
        ChartAxis x = ChartAxis.Counting("tasks learned", tasks.Count),
            y = ChartAxis.Percent("score, percent", charts.SelectMany(c => c.Lines).SelectMany(l => l.Points).Select(p => p.Y));
        return [.. charts.Where(c => c.At < tasks.Count - 1 || tasks.Count == 1)
            .Select(c => new Figure(c.Task, Says(c.Task, c.At, c.Lines), width => LineChart.Draw(c.Lines, x, y, width, 210, named: false), null))];
    }

    /// <summary>Creates the table of the charts' numbers.</summary>
    public static DataTable Table(ReportData data, string order)
    {
        IReadOnlyList<string> tasks = data.Orders[order];
        return new($"Score of each task since it was learned, mean over seeds, {order}",
            ["task", "strategy", .. tasks.Select((_, l) => $"after {l + 1}")],
            [.. tasks.SelectMany((task, i) => Lines(data, order, i)
                .Select(line => (IReadOnlyList<string>)[task, line.Name, .. tasks.Select((_, l) => l < i ? "" : ShownNumber.Score(line.Points[l - i].Y))]))])
        { TextColumns = 2 };
    }

    private static LineSeries[] Lines(ReportData data, string order, int task) =>
        [.. data.Strategies.Select(strategy => new LineSeries(strategy, data.StyleOf(strategy), Points(data, strategy, order, task))
        { Marked = data.Orders[order].Count <= 8 })
            .Where(s => s.Points.Any(p => !double.IsNaN(p.Y)))];

    private static IReadOnlyList<(double X, double Y)> Points(ReportData data, string strategy, string order, int task)
    {
        PerformanceMatrix[] runs = [.. data.RunsOf(strategy, order).Select(r => r.Matrix)];
        return [.. Enumerable.Range(task, data.Orders[order].Count - task).Select(l => (l + 1.0, RunMeans.Of(runs.Select(a => a[l, task])).Mean))];
    }

    private static string Says(string task, int at, LineSeries[] lines) =>
        $"Scores of {task}, learned as number {at + 1}, right after learning and at the end: "
        + string.Join("; ", lines.Select(l => $"{l.Name} {ShownNumber.Score(l.Points[0].Y)} and {ShownNumber.Score(l.Points[^1].Y)}")) + ".";
}

/// <summary>The charts of earlier tasks' scores during the training of another task.</summary>
internal static class MidTaskFigures
{
    /// <summary>Creates a small chart per strategy of one order; empty without mid-task scores.</summary>
    public static IReadOnlyList<Figure> Of(ReportData data, string order)
    {
        (string Strategy, LineSeries Line)[] lines = [.. data.Strategies.Select(s => (s, Line(data, s, order))).Where(l => l.Item2.Points.Count > 0)];
        int tasks = data.Orders[order].Count;
        ChartAxis x = new("tasks learned, and steps of the next", 1, Math.Max(2, tasks))
            { Names = [.. Enumerable.Range(1, tasks).Select(i => ((double)i, AxisTicks.Text(i)))],
            Marks = [.. Enumerable.Range(1, tasks).Select(i => (double)i)] };
        ChartAxis y = ChartAxis.Percent("mean score, percent", lines.SelectMany(l => l.Line.Points).Select(p => p.Y));
        return [.. lines.Select(
            l => new Figure(l.Strategy,
                $"{l.Strategy}: the mean score of earlier tasks goes from {ShownNumber.Score(l.Line.Points[0].Y)} to "
                + $"{ShownNumber.Score(l.Line.Points[^1].Y)}, at its lowest {ShownNumber.Score(l.Line.Points.Min(p => p.Y))}.",
            width => LineChart.Draw([l.Line], x, y, width, 210, named: false), null))];
    }

    /// <summary>Creates the table of the charts' numbers.</summary>
    public static DataTable Table(ReportData data, string order)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (string strategy in data.Strategies)
            rows.AddRange(
                Line(data, strategy, order).Points.Select(p => (IReadOnlyList<string>)[strategy, ShownNumber.Number(p.X, 4), ShownNumber.Score(p.Y)]));
        return new($"Mean score of earlier tasks during training, mean over seeds, {order}", ["strategy", "tasks learned, as a fraction", "mean score"], rows);
    }

    private static LineSeries Line(ReportData data, string strategy, string order)
    {
        var points = data.RunsOf(strategy, order).SelectMany(Points).GroupBy(p => p.X).OrderBy(g => g.Key).Select(g => (g.Key, g.Average(p => p.Y)));
        return new(strategy, data.StyleOf(strategy), [.. points]) { Marked = false };
    }

    /// <summary>Returns the mean over the earlier tasks at each scoring; X is the number of learned tasks, plus the fraction of the next one.</summary>
    private static IEnumerable<(double X, double Y)> Points(StrategyRun run) => run.MidTaskScores.GroupBy(w => w.TaskIndex).SelectMany(during =>
    {
        int last = during.Max(w => w.Step) + 1;
        return during.GroupBy(w => w.Step).Select(at => (Math.Round(during.Key + (double)at.Key / last, 4), at.Average((MidTaskScore w) => w.Score)));
    });
}
