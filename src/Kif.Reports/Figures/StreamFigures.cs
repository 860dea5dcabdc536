namespace Kif.Reports;

/// <summary>The charts of scores over the stream.</summary>
internal static class StreamFigures
{
    /// <summary>Creates the chart of the mean over the tasks learned so far; null if no run has a score other than 0.</summary>
    public static Figure? Learned(ReportData data) =>
        CurveFigure.Of(data, "Mean score of the tasks learned so far", "mean score, percent", 1, RunningMeans);

    /// <summary>Creates the chart of the mean over the tasks that are never trained; null if there are none, or no score other than 0.</summary>
    public static Figure? Unseen(ReportData data) => CurveFigure.Of(data, "Mean score of the tasks that are never trained", "mean score, percent", 0,
        run => run.Unseen is { } unseen ? [.. unseen.Rows.Select(r => RunMeans.Of(r).Mean)] : []);

    private static IReadOnlyList<double> RunningMeans(StrategyRun run)
    {
        PerformanceMatrix a = run.Matrix;
        return [.. Enumerable.Range(0, a.Tasks.Count).Select(l => Enumerable.Range(0, l + 1).Select(i => a[l, i]).Average())];
    }
}

/// <summary>A chart of a score of every strategy after each task: a line of means with the range of the runs.</summary>
internal static class CurveFigure
{
    private const int MostBands = 5;

    /// <summary>Creates the chart; null if there is no score other than 0, of which there is nothing to see.</summary>
    /// <param name="data">The reported runs.</param>
    /// <param name="title">Its title.</param>
    /// <param name="axis">The title of the score's axis.</param>
    /// <param name="from">The first number of learned tasks: 0 for the untrained model.</param>
    /// <param name="scores">The scores of a run, from that number of tasks on.</param>
    public static Figure? Of(ReportData data, string title, string axis, int from, Func<StrategyRun, IReadOnlyList<double>> scores)
    {
        LineSeries[] series = [.. data.Contenders.Concat(data.References).Select(strategy => Line(data, strategy, from, scores))
            .Where(s => s.Points.Any(p => !double.IsNaN(p.Y)))];
        if (series.All(s => s.Points.All(p => p.Y is 0 or double.NaN))) return null;
        int last = (int)series.Max(s => s.Points[^1].X);
        ChartAxis x = from > 0 ? ChartAxis.Counting("tasks learned", last)
            : new("tasks learned", 0, Math.Max(1, last))
                { Names = [.. Enumerable.Range(0, last + 1).Where(i => last <= 12 || i % ((last + 9) / 10) == 0).Select(i => ((double)i, AxisTicks.Text(i)))] };
        bool bands = series.Length <= MostBands && series.Any(s => s.Band.Any(b => b.High > b.Low));
        LineSeries[] drawn = [.. series.Select(s => Drawn(data, bands ? s : s with { Band = [] }, from, last))];
        ChartAxis y = ChartAxis.Percent(axis, drawn.SelectMany(s => s.Points.Select(p => p.Y).Concat(s.Band.SelectMany(b => new[] { b.Low, b.High }))));
        return new(title, Says(data, series) + (bands ? " Bands reach from the lowest to the highest run." : ""),
            width => LineChart.Draw(drawn, x, y, width, Math.Max(width < 500 ? 300 : 400, 14 * series.Length + 60), named: width >= 500),
            Table(title, series, from, last));
    }

    /// <summary>Returns the line as it is drawn: training on all tasks at once has one score, which is a line across.</summary>
    private static LineSeries Drawn(ReportData data, LineSeries line, int from, int last)
    {
        if (!data.Roles.LearnsAllAtOnce(line.Name))
            return line with { TipOf = (at, v) => $"{line.Name}, after {ShownNumber.Count((long)at, "task")}: {ShownNumber.Score(v)}" };
        double end = Last(line);
        return line with
        {
            Points = [(from, end), (Math.Max(last, from + 1), end)], Band = [], Marked = false, Width = 1.5,
            Tip = $"{line.Name}, {data.Roles.Words(line.Name)}: {ShownNumber.Score(end)}",
        };
    }

    private static string Says(ReportData data, LineSeries[] series)
    {
        LineSeries[] contend = [.. series.Where(s => data.Contenders.Contains(s.Name))];
        if (contend.Length == 0) contend = series;
        if (contend.Length == 1) return $"After the last task {contend[0].Name} is at {ShownNumber.Score(Last(contend[0]))}.";
        LineSeries best = contend.MaxBy(Last)!, worst = contend.MinBy(Last)!;
        string high = ShownNumber.Score(Last(best)), low = ShownNumber.Score(Last(worst));
        return high == low ? $"After the last task all of them are at {high}."
            : $"After the last task {best.Name} is highest at {high}, {worst.Name} lowest at {low}.";
    }

    private static LineSeries Line(ReportData data, string strategy, int from, Func<StrategyRun, IReadOnlyList<double>> scores)
    {
        IReadOnlyList<double>[] runs = [.. data.RunsOf(strategy).Select(scores)];
        int length = runs.Select(r => r.Count).DefaultIfEmpty(0).Max();
        (double Mean, double Low, double High)[] means = [.. Enumerable.Range(0, length)
            .Select(l => RunMeans.Of(runs.Where(r => l < r.Count).Select(r => r[l])))];
        return new(strategy, data.StyleOf(strategy), [.. means.Select((m, l) => ((double)(l + from), m.Mean))])
            { Band = [.. means.Select(m => (m.Low, m.High))] };
    }

    private static double Last(LineSeries s) => s.Points.Select(p => p.Y).LastOrDefault(v => !double.IsNaN(v), double.NaN);

    private static DataTable Table(string title, LineSeries[] series, int from, int last) =>
        new($"{title}: mean, lowest and highest run", ["after tasks", .. series.Select(s => s.Name)],
        [.. Enumerable.Range(from, last - from + 1).Select(l => (IReadOnlyList<string>)[AxisTicks.Text(l), .. series.Select(s => Cell(s, l - from))])]);

    private static string Cell(LineSeries s, int i) => i >= s.Points.Count || double.IsNaN(s.Points[i].Y) ? ShownNumber.Nothing
        : s.Band[i].Low == s.Band[i].High
            ? ShownNumber.Score(s.Points[i].Y)
                : $"{ShownNumber.Score(s.Points[i].Y)}\n{ShownNumber.Score(s.Band[i].Low)} to {ShownNumber.Score(s.Band[i].High)}";
}
