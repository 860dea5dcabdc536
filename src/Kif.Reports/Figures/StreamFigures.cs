using Kif.Pipeline.Comparison;
using Kif.Reports.Subjects;

namespace Kif.Reports.Figures;

/// <summary>How scores change while the stream is learnt.</summary>
internal static class StreamFigures
{
    /// <summary>Mean over the tasks learnt so far; null where no run has a score.</summary>
    public static Figure? Learnt(ReportSubject subject) => CurveFigure.Of(subject, "Mean score of the tasks learnt so far", "mean score, percent", 1, RunningMeans);

    /// <summary>Mean over the tasks that are never trained; null where there are none.</summary>
    public static Figure? Unseen(ReportSubject subject) => CurveFigure.Of(subject, "Mean score of the tasks that are never trained", "mean score, percent", 0,
        run => run.Unseen is { } unseen ? [.. unseen.Rows.Select(r => RunMeans.Of(r).Mean)] : []);

    private static IReadOnlyList<double> RunningMeans(StrategyRun run)
    {
        PerformanceMatrix a = run.Matrix;
        return [.. Enumerable.Range(0, a.Tasks.Count).Select(l => Enumerable.Range(0, l + 1).Select(i => a[l, i]).Average())];
    }
}
