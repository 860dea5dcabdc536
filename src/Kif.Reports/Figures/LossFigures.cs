namespace Kif.Reports;

/// <summary>The charts of loss and learning rate over the steps of one order.</summary>
internal sealed class LossFigures
{
    private readonly (string Strategy, int Style, IReadOnlyList<(RunKey Run, IReadOnlyList<SavedStep> Steps)> Runs)[] strategies;
    private readonly string order;

    /// <summary>Reads the steps.</summary>
    public LossFigures(ReportData data, string order)
    {
        this.order = order;
        strategies = [.. data.Strategies.Select(s => (s, data.StyleOf(s), StepCurves.Runs(data, s, order))).Where(s => s.Item3.Count > 0)];
    }

    /// <summary>Whether any step was saved.</summary>
    public bool Any => strategies.Length > 0;

    /// <summary>Creates a small chart per strategy, all on the same loss axis: a thin line per seed and a thick one for their mean.</summary>
    public IReadOnlyList<Figure> Losses()
    {
        LineSeries[][] lines = [.. strategies.Select(s => Lines(s.Strategy, s.Style, [.. s.Runs.Select(r => StepCurves.Of(r.Steps, step => step.Loss))]))];
        ChartAxis y = ChartAxis.Around("loss, nats per token", lines.SelectMany(l => l).SelectMany(l => l.Points).Select(p => p.Y), fromZero: true);
        return [.. strategies.Select(
            (s, i) => new Figure(s.Strategy, Says(s.Strategy, lines[i][^1]),
                width => LineChart.Draw(lines[i], Steps(s.Runs[0].Steps), y, width, 210, named: false), null))];
    }

    /// <summary>Creates the table of the losses, a row per interval of steps.</summary>
    public DataTable Table()
    {
        LineSeries[] means = [.. strategies.Select(s => Lines(s.Strategy, s.Style, [.. s.Runs.Select(r => StepCurves.Of(r.Steps, step => step.Loss))])[^1])];
        int rows = means.Max(m => m.Points.Count);
        LineSeries longest = means.MaxBy(m => m.Points.Count)!;
        return new($"Mean loss (nats per token) over intervals of steps, mean over seeds, {OrderNames.Of(order)}", ["up to step", .. means.Select(m => m.Name)],
            [.. Enumerable.Range(0, rows)
                .Select(i => (IReadOnlyList<string>)[ShownNumber.Number(longest.Points[i].X, 6),
                    .. means.Select(m => i < m.Points.Count ? ShownNumber.Number(m.Points[i].Y) : ShownNumber.Nothing)])]);
    }

    /// <summary>Creates a small chart per distinct learning-rate curve, with the strategies that share it.</summary>
    public IReadOnlyList<Figure> Rates() =>
        [.. strategies.Select(s => (s.Strategy, s.Style, Curve: StepCurves.Of(s.Runs[0].Steps, step => step.LearningRate), s.Runs))
        .GroupBy(s => string.Join(';', s.Curve)).Select(group =>
        {
            (string strategy, int style, IReadOnlyList<(double X, double Y)> curve, var runs) = group.First();
            ChartAxis y = ChartAxis.Around("learning rate", curve.Select(p => p.Y), fromZero: true);
            string names = string.Join(", ", group.Select(g => g.Strategy));
            return new Figure($"Learning rate: {names}", curve.All(p => p.Y == curve[0].Y)
                ? $"The learning rate of {names} stays at {ShownNumber.Number(curve[0].Y, 2)}."
                : $"The learning rate of {names} lies between {ShownNumber.Number(curve.Min(p => p.Y), 2)} and {ShownNumber.Number(curve.Max(p => p.Y), 2)}.",
                width => LineChart.Draw([new LineSeries(strategy, style, curve) { Marked = false }], Steps(runs[0].Steps), y, width, 210, named: false), null);
        })];

    private static LineSeries[] Lines(string strategy, int style, IReadOnlyList<IReadOnlyList<(double X, double Y)>> runs)
    {
        IReadOnlyList<(double X, double Y)> longest = runs.MaxBy(r => r.Count)!;
        var mean = new LineSeries(strategy, style, [.. longest.Select((p, i) => (p.X, RunMeans.Of(runs.Where(r => i < r.Count).Select(r => r[i].Y)).Mean))])
            { Marked = false };
        return runs.Count == 1 ? [mean] : [.. runs.Select(r => new LineSeries(strategy, style, r) { Named = false, Width = 0.6 }), mean];
    }

    private static ChartAxis Steps(IReadOnlyList<SavedStep> steps)
    {
        IReadOnlyList<(double Step, string Task)> ends = StepCurves.Ends(steps);
        return new("optimizer steps; lines where a task ends", 0, Math.Max(1, ends[^1].Step)) { Marks = [.. ends.SkipLast(1).Select(e => e.Step)] };
    }

    private static string Says(string strategy, LineSeries mean) =>
        $"Loss of {strategy}: {ShownNumber.Number(mean.Points[0].Y)} at first, {ShownNumber.Number(mean.Points[^1].Y)} at the end of the stream.";
}
