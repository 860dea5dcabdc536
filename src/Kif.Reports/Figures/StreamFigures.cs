using Kif.Pipeline.Comparison;
using Kif.Reports.Subjects;

namespace Kif.Reports.Figures;

/// <summary>The charts of scores over the stream.</summary>
internal static class StreamFigures
{
    /// <summary>Creates the chart of the mean over the tasks learned so far; null if no run has a score.</summary>
    public static Figure? Learnt(ReportSubject subject) => CurveFigure.Of(subject, "Mean score of the tasks learnt so far", "mean score, percent", 1, RunningMeans);

    /// <summary>Creates the chart of the mean over the tasks that are never trained; null if there are none.</summary>
    public static Figure? Unseen(ReportSubject subject) => CurveFigure.Of(subject, "Mean score of the tasks that are never trained", "mean score, percent", 0,
        run => run.Unseen is { } unseen ? [.. unseen.Rows.Select(r => RunMeans.Of(r).Mean)] : []);

    private static IReadOnlyList<double> RunningMeans(StrategyRun run)
    {
        PerformanceMatrix a = run.Matrix;
        return [.. Enumerable.Range(0, a.Tasks.Count).Select(l => Enumerable.Range(0, l + 1).Select(i => a[l, i]).Average())];
    }
}
