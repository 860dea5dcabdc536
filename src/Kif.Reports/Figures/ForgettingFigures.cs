namespace Kif.Reports;

/// <summary>The charts of each task's score over the stream: before, when and after it is learned.</summary>
/// <param name="data">The reported runs.</param>
/// <param name="order">The order; null for the mean over all orders, where a panel shows a place in the order rather than a task.</param>
internal sealed class ForgettingFigures(ReportData data, string? order)
{
    private readonly int count = order is null ? data.Result.Runs.Max(r => r.Matrix.Tasks.Count) : data.Orders[order].Count;

    /// <summary>Creates the small charts on the same axes; those without a score other than 0 are left out and named.</summary>
    public (IReadOnlyList<Figure> Figures, IReadOnlyList<string> Flat) Panels()
    {
        (string Name, int At, LineSeries[] Lines)[] charts = [.. Enumerable.Range(0, count).Select(i => (NameOf(i), i, Lines(i)))
            .Where(c => c.Item3.Length > 0)];
        (string Name, int At, LineSeries[] Lines)[] drawn = [.. charts.Where(c => c.Lines.Any(l => l.Points.Any(p => p.Y is < 0 or > 0)))];
        ChartAxis y = ChartAxis.Percent("score, percent", drawn.SelectMany(c => c.Lines).SelectMany(l => l.Points).Select(p => p.Y));
        return ([.. drawn.Select(c => new Figure(c.Name, Says(c.Name, c.Lines),
            width => LineChart.Draw(c.Lines, Axis(c.At), y, width, 220, named: false), null))], [.. charts.Except(drawn).Select(c => c.Name)]);
    }

    /// <summary>Creates the table of the charts' numbers.</summary>
    public DataTable Table() => new(
        $"Score of each task over the stream, mean over {(order is null ? "orders and seeds" : $"seeds, {OrderNames.Of(order)}")}",
        ["task", "strategy", "untrained", .. Enumerable.Range(1, count).Select(l => $"after {l}")],
        [.. Enumerable.Range(0, count).SelectMany(i => Lines(i).Where(l => l.Points.Count == count + 1)
            .Select(line => (IReadOnlyList<string>)[NameOf(i), line.Name, .. line.Points.Select(p => ShownNumber.Score(p.Y))]))])
    { TextColumns = 2 };

    private string NameOf(int at) => order is null ? $"{OrderNames.Place(at + 1)} task" : data.Orders[order][at];

    /// <summary>The axis of learned tasks, with a line where the chart's own is learned.</summary>
    private ChartAxis Axis(int at) => new("tasks learned", 0, count)
    {
        Names = [.. Enumerable.Range(0, count + 1).Where(i => count <= 8 || i % ((count + 7) / 8) == 0).Select(i => ((double)i, AxisTicks.Text(i)))],
        Marks = [at + 1],
    };

    private LineSeries[] Lines(int at) => [.. data.References.Concat(data.Contenders).Select(s => Line(s, at))
        .Where(s => s.Points.Any(p => !double.IsNaN(p.Y)))];

    private LineSeries Line(string strategy, int at)
    {
        PerformanceMatrix[] runs = [.. data.RunsOf(strategy, order).Select(r => r.Matrix).Where(m => m.Tasks.Count == count)];
        double[] means = [.. Enumerable.Range(-1, count + 1).Select(l => RunMeans.Of(runs.Select(a => l < 0 ? a.Untrained(at) : a[l, at])).Mean)];
        if (data.Roles.LearnsAllAtOnce(strategy))
            return new(strategy, data.StyleOf(strategy), [(0, means[^1]), (count, means[^1])])
                { Marked = false, Width = 1.5, Tip = $"{strategy}, all tasks at once: {ShownNumber.Score(means[^1])}" };
        return new(strategy, data.StyleOf(strategy), [.. means.Select((v, l) => ((double)l, v))])
        {
            Marked = count <= 8, ThinUntil = at + 1,
            TipOf = (x, v) => $"{strategy}, after {ShownNumber.Count((long)x, "task")}: {ShownNumber.Score(v)}",
        };
    }

    private static string Says(string name, LineSeries[] lines) =>
        $"Scores of the {(name.EndsWith(" task", StringComparison.Ordinal) ? name : $"task {name}")}, "
        + "when it was learned and at the end: "
        + string.Join("; ", lines.Select(l => l.Points.FirstOrDefault(p => p.X >= l.ThinUntil && !double.IsNaN(p.Y)).Y is var first
            && l.Points[^1].Y is var last && first == last
                ? $"{l.Name} {ShownNumber.Score(last)}" : $"{l.Name} {ShownNumber.Score(first)} and {ShownNumber.Score(last)}")) + ".";
}

/// <summary>The charts of earlier tasks' scores during the training of another task.</summary>
internal static class MidTaskFigures
{
    /// <summary>Creates a small chart per strategy of one order, or of the mean over all if it is null; empty without mid-task scores.</summary>
    public static IReadOnlyList<Figure> Of(ReportData data, string? order)
    {
        (string Strategy, LineSeries Line)[] lines = [.. data.Strategies.Select(s => (s, Line(data, s, order))).Where(l => l.Item2.Points.Count > 0)];
        int tasks = order is null ? data.Tasks.Count : data.Orders[order].Count;
        ChartAxis x = new("tasks learned, and steps of the next", 1, Math.Max(2, tasks))
            { Names = [.. Enumerable.Range(1, tasks).Select(i => ((double)i, AxisTicks.Text(i)))],
            Marks = [.. Enumerable.Range(1, tasks).Select(i => (double)i)] };
        ChartAxis y = ChartAxis.Percent("mean score, percent", lines.SelectMany(l => l.Line.Points).Select(p => p.Y));
        return [.. lines.Select(l => new Figure(l.Strategy, Says(l.Strategy, l.Line),
            width => LineChart.Draw([l.Line], x, y, width, 220, named: false), null))];
    }

    /// <summary>Creates the table of the charts' numbers.</summary>
    public static DataTable Table(ReportData data, string? order)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (string strategy in data.Strategies)
            rows.AddRange(
                Line(data, strategy, order).Points.Select(p => (IReadOnlyList<string>)[strategy, ShownNumber.Number(p.X, 4), ShownNumber.Score(p.Y)]));
        return new($"Mean score of earlier tasks during training, mean over {(order is null ? "orders and seeds" : $"seeds, {OrderNames.Of(order)}")}",
            ["strategy", "tasks learned, as a fraction", "mean score"], rows);
    }

    private static string Says(string strategy, LineSeries line)
    {
        double first = line.Points[0].Y, last = line.Points[^1].Y, least = line.Points.Min(p => p.Y);
        return line.Points.All(p => p.Y == first)
            ? $"{strategy}: the mean score of earlier tasks stays at {ShownNumber.Score(first)}."
            : $"{strategy}: the mean score of earlier tasks goes from {ShownNumber.Score(first)} to {ShownNumber.Score(last)}"
                + (least < Math.Min(first, last) ? $", at its lowest {ShownNumber.Score(least)}." : ".");
    }

    private static LineSeries Line(ReportData data, string strategy, string? order)
    {
        var points = data.RunsOf(strategy, order).SelectMany(Points).GroupBy(p => p.X).OrderBy(g => g.Key).Select(g => (g.Key, g.Average(p => p.Y)));
        return new(strategy, data.StyleOf(strategy), [.. points]) { Marked = false, Tip = strategy };
    }

    /// <summary>Returns the mean over the earlier tasks at each scoring; X is the number of learned tasks, plus the fraction of the next one.</summary>
    private static IEnumerable<(double X, double Y)> Points(StrategyRun run) => run.MidTaskScores.GroupBy(w => w.TaskIndex).SelectMany(during =>
    {
        int last = during.Max(w => w.Step) + 1;
        return during.GroupBy(w => w.Step).Select(at => (Math.Round(during.Key + (double)at.Key / last, 4), at.Average((MidTaskScore w) => w.Score)));
    });
}
