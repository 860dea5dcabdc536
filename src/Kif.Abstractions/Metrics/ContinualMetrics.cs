namespace Kif;

/// <summary>The continual-learning metrics (spec 11). All are percentages or differences of percentages; NaN where undefined.</summary>
public static class ContinualMetrics
{
    /// <summary>Computes AP: mean of the last row, (1/K) Σ a(K,i) (spec 11.1).</summary>
    public static double AveragePerformance(PerformanceMatrix a) => Mean(Tasks(a), i => a[Last(a), i]);

    /// <summary>Computes the mean over l of the mean of tasks 1..l after task l.</summary>
    public static double RunningAverage(PerformanceMatrix a) => Mean(Tasks(a), l => Mean(Enumerable.Range(0, l + 1), i => a[l, i]));

    /// <summary>Computes BWT: (1/(K−1)) Σ over i below K of a(K,i) − a(i,i) (spec 11.2, default form).</summary>
    public static double BackwardTransfer(PerformanceMatrix a) => Mean(Earlier(a), i => a[Last(a), i] - a[i, i]);

    /// <summary>Computes BWT as SAPT defines it: divided by K (spec 11.2).</summary>
    public static double BackwardTransferOverAll(PerformanceMatrix a) => Mean(Tasks(a), i => a[Last(a), i] - a[i, i]);

    /// <summary>
    /// Computes forgetting: (1/(K−1)) Σ of the best score in rows i..K−1 minus the last (spec 11.3). Ignores zero-shot scores; NaN with an empty cell.
    /// </summary>
    public static double Forgetting(PerformanceMatrix a) =>
        Mean(Earlier(a), i => Enumerable.Range(i, Last(a) - i).Select(l => a[l, i]).Aggregate(Math.Max) - a[Last(a), i]);

    /// <summary>Computes zero-shot FWT: (1/(K−1)) Σ over i above 1 of a(i−1,i) (spec 11.4, default form).</summary>
    public static double ForwardTransfer(PerformanceMatrix a) => Mean(Later(a), i => a[i - 1, i]);

    /// <summary>Computes FWT minus the untrained model: (1/(K−1)) Σ of a(i−1,i) − b(i) (spec 11.4).</summary>
    public static double ForwardTransferOverUntrained(PerformanceMatrix a) => Mean(Later(a), i => a[i - 1, i] - a.Untrained(i));

    /// <summary>Computes FWT minus single-task models: (1/K) Σ a(i,i) − (1/K) Σ m(i) (spec 11.4).</summary>
    /// <param name="a">The matrix.</param>
    /// <param name="singleTask">m(i): the score of a model trained on task i alone.</param>
    public static double ForwardTransferOverSingleTask(PerformanceMatrix a, IReadOnlyList<double> singleTask) =>
        Mean(Tasks(a), i => a[i, i]) - Mean(Tasks(a), i => singleTask[i]);

    /// <summary>Computes learning accuracy: the mean of the diagonal.</summary>
    public static double LearningAccuracy(PerformanceMatrix a) => Mean(Tasks(a), i => a[i, i]);

    private static int Last(PerformanceMatrix a) => a.Tasks.Count - 1;

    private static IEnumerable<int> Tasks(PerformanceMatrix a) => Enumerable.Range(0, a.Tasks.Count);

    private static IEnumerable<int> Earlier(PerformanceMatrix a) => Enumerable.Range(0, Last(a));

    private static IEnumerable<int> Later(PerformanceMatrix a) => Enumerable.Range(1, Last(a));

    private static double Mean(IEnumerable<int> indices, Func<int, double> term) => indices.Select(term).DefaultIfEmpty(double.NaN).Average();
}
