using Kif.Reports.Subjects;

namespace Kif.Reports.Figures;

/// <summary>Performance matrices, averaged over the seeds of one order.</summary>
internal static class MatrixTables
{
    /// <summary>Returns a strategy's matrix: a row for the untrained model, then one per learned task; rows without any score are left out.</summary>
    public static IReadOnlyList<(string After, IReadOnlyList<double> Scores)> Of(ReportSubject subject, string strategy, string order)
    {
        PerformanceMatrix[] runs = [.. subject.Of(strategy, order).Select(r => r.Matrix)];
        IReadOnlyList<string> tasks = subject.Orders[order];
        return [.. Enumerable.Range(-1, tasks.Count + 1).Select(l => (l < 0 ? "untrained" : tasks[l], (IReadOnlyList<double>)[.. tasks.Select((_, i) => RunMeans.Of(runs.Select(a => l < 0 ? a.Untrained(i) : a[l, i])).Mean)]))
            .Where(row => row.Item2.Any(v => !double.IsNaN(v)))];
    }
}
