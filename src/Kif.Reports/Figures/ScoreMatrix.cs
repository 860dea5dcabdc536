namespace Kif.Reports;

/// <summary>A strategy's performance matrix as a reader sees it: a mean over runs, or the mean difference of paired runs to another strategy's.</summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Columns">The tasks that are scored; places in the order if it is a mean over orders.</param>
/// <param name="Rows">What was learned last, and its scores; rows without any score are left out.</param>
internal sealed record ScoreMatrix(string Strategy, IReadOnlyList<string> Columns, IReadOnlyList<ScoreRow> Rows)
{
    /// <summary>Returns the mean over the runs of one order, or of all orders if it is null.</summary>
    public static ScoreMatrix Of(ReportData data, string strategy, string? order)
    {
        PerformanceMatrix[] runs = Matrices(data.RunsOf(strategy, order));
        return Made(data, strategy, order, -1, (l, i) => RunMeans.Of(runs.Select(a => Cell(a, l, i))).Mean);
    }

    /// <summary>Returns the mean difference to the baseline over runs of the same order and seed, without the untrained model.</summary>
    public static ScoreMatrix Difference(ReportData data, string strategy, string baseline, string? order)
    {
        Dictionary<(string, long), PerformanceMatrix> others = data.RunsOf(baseline, order).ToDictionary(r => (r.Order, r.Seed), r => r.Matrix);
        (PerformanceMatrix Own, PerformanceMatrix Other)[] pairs = [.. data.RunsOf(strategy, order).Where(r => others.ContainsKey((r.Order, r.Seed)))
            .Select(r => (r.Matrix, others[(r.Order, r.Seed)])).Where(p => p.Item1.Tasks.Count == p.Item2.Tasks.Count)];
        return Made(data, strategy, order, 0, (l, i) => RunMeans.Of(pairs.Select(p => Cell(p.Own, l, i) - Cell(p.Other, l, i))).Mean);
    }

    private static ScoreMatrix Made(ReportData data, string strategy, string? order, int from, Func<int, int, double> cell)
    {
        bool joint = data.Roles.LearnsAllAtOnce(strategy);
        IReadOnlyList<string> tasks = order is null ? [.. data.Tasks.Select((_, i) => OrderNames.Place(i + 1))] : data.Orders[order];
        return new(strategy, tasks, [.. Enumerable.Range(from, tasks.Count - from)
            .Select(l => new ScoreRow(l < 0 ? "untrained" : joint ? "all at once" : tasks[l], joint ? -1 : l, [.. tasks.Select((_, i) => cell(l, i))]))
            .Where(row => row.Scores.Any(v => !double.IsNaN(v)))]);
    }

    private static PerformanceMatrix[] Matrices(IEnumerable<StrategyRun> runs) => [.. runs.Select(r => r.Matrix)];

    private static double Cell(PerformanceMatrix a, int l, int i) => i >= a.Tasks.Count || l >= a.Tasks.Count ? double.NaN
        : l < 0 ? a.Untrained(i) : a[l, i];
}

/// <summary>A row of a <see cref="ScoreMatrix"/>.</summary>
/// <param name="Name">What was learned last.</param>
/// <param name="Learned">The column of the task that was just learned; -1 for none.</param>
/// <param name="Scores">A score or difference for each column; NaN for none.</param>
internal sealed record ScoreRow(string Name, int Learned, IReadOnlyList<double> Scores);
