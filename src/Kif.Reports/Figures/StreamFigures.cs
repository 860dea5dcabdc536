namespace Kif.Reports;

/// <summary>The charts of scores over the stream.</summary>
internal static class StreamFigures
{
    /// <summary>Creates the chart of the mean over the tasks learned so far; null if no run has a score.</summary>
    public static Figure? Learned(ReportData data) =>
        CurveFigure.Of(data, "Mean score of the tasks learned so far", "mean score, percent", 1, RunningMeans);

    /// <summary>Creates the chart of the mean over the tasks that are never trained; null if there are none.</summary>
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

    /// <summary>Creates the chart; null if there is no score.</summary>
    /// <param name="data">The reported runs.</param>
    /// <param name="title">Its title.</param>
    /// <param name="axis">The title of the score's axis.</param>
    /// <param name="from">The first number of learned tasks: 0 for the untrained model.</param>
    /// <param name="scores">The scores of a run, from that number of tasks on.</param>
    public static Figure? Of(ReportData data, string title, string axis, int from, Func<StrategyRun, IReadOnlyList<double>> scores)
    {
        LineSeries[] series = [.. data.Strategies.Select(strategy => Line(data, strategy, from, scores))
            .Where(s => s.Points.Any(p => !double.IsNaN(p.Y)))];
        if (series.Length == 0) return null;
        int last = (int)series.Max(s => s.Points[^1].X);
        ChartAxis x = from > 0 ? ChartAxis.Counting("tasks learned", last)
            : new("tasks learned", 0, last)
                { Names = [.. Enumerable.Range(0, last + 1).Where(i => last <= 12 || i % ((last + 9) / 10) == 0).Select(i => ((double)i, AxisTicks.Text(i)))] };
        bool bands = series.Length <= MostBands;
        ChartAxis y = ChartAxis.Percent(axis,
            series.SelectMany(s => bands && s.Band.Count > 0 ? s.Band.SelectMany(b => new[] { b.Low, b.High }) : s.Points.Select(p => p.Y)));
        LineSeries[] drawn = bands ? series : [.. series.Select(s => s with { Band = [] })];
        LineSeries best = series.MaxBy(s => Last(s))!, worst = series.MinBy(s => Last(s))!;
        return new(title,
            $"After the last task {best.Name} is highest at {ShownNumber.Score(Last(best))}, {worst.Name} lowest at {ShownNumber.Score(Last(worst))}." + (bands
                ? " Bands reach from the lowest to the highest run." : ""),
            width => LineChart.Draw(drawn, x, y, width, width < 500 ? 300 : 380, named: width >= 500), Table(title, series, from, last));
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
                : $"{ShownNumber.Score(s.Points[i].Y)} ({ShownNumber.Score(s.Band[i].Low)} to {ShownNumber.Score(s.Band[i].High)})";
}
