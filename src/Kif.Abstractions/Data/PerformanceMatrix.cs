namespace Kif;

/// <summary>
/// The scores in percent: row l holds the score of every task after learning task l, the extra row 0 that of the untrained model (algorithms.md 11). Empty
/// cells are NaN.
/// </summary>
public sealed class PerformanceMatrix
{
    private readonly double[,] scores;
    private readonly double[] untrained;

    /// <summary>Creates an empty matrix over the tasks of a stream.</summary>
    /// <exception cref="ArgumentException">There is no task.</exception>
    public PerformanceMatrix(IReadOnlyList<string> tasks)
    {
        if (tasks.Count == 0) throw new ArgumentException("a performance matrix needs at least one task", nameof(tasks));
        Tasks = tasks;
        scores = new double[tasks.Count, tasks.Count];
        untrained = new double[tasks.Count];
        foreach (ref double cell in System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref scores[0, 0], scores.Length)) cell = double.NaN;
        Array.Fill(untrained, double.NaN);
    }

    /// <summary>The tasks in the order of the stream.</summary>
    public IReadOnlyList<string> Tasks { get; }

    /// <summary>The score of task <paramref name="task"/> after learning task <paramref name="after"/>, both 0-based.</summary>
    public double this[int after, int task]
    {
        get => scores[after, task];
        set => scores[after, task] = value;
    }

    /// <summary>Returns the score of a task before any training.</summary>
    public double Untrained(int task) => untrained[task];

    /// <summary>Sets the score of a task before any training.</summary>
    public void SetUntrained(int task, double score) => untrained[task] = score;
}

/// <summary>The continual-learning metrics (algorithms.md 11). All are percentages or differences of percentages; NaN where undefined.</summary>
public static class ContinualMetrics
{
    /// <summary>Computes AP: mean of the last row, (1/K) Σ a(K,i) (algorithms.md 11.1).</summary>
    public static double AveragePerformance(PerformanceMatrix a) => Mean(Tasks(a), i => a[Last(a), i]);

    /// <summary>Computes the mean over l of the mean of tasks 1..l after task l.</summary>
    public static double RunningAverage(PerformanceMatrix a) => Mean(Tasks(a), l => Mean(Enumerable.Range(0, l + 1), i => a[l, i]));

    /// <summary>Computes BWT: (1/(K−1)) Σ over i below K of a(K,i) − a(i,i) (algorithms.md 11.2, default form).</summary>
    public static double BackwardTransfer(PerformanceMatrix a) => Mean(Earlier(a), i => a[Last(a), i] - a[i, i]);

    /// <summary>Computes BWT as SAPT defines it: divided by K (algorithms.md 11.2).</summary>
    public static double BackwardTransferOverAll(PerformanceMatrix a) => Mean(Tasks(a), i => a[Last(a), i] - a[i, i]);

    /// <summary>
    /// Computes forgetting: (1/(K−1)) Σ of the best score in rows i..K−1 minus the last (algorithms.md 11.3). Ignores zero-shot scores; NaN with an empty cell.
    /// </summary>
    public static double Forgetting(PerformanceMatrix a) =>
        Mean(Earlier(a), i => Enumerable.Range(i, Last(a) - i).Select(l => a[l, i]).Aggregate(Math.Max) - a[Last(a), i]);

    /// <summary>Computes zero-shot FWT: (1/(K−1)) Σ over i above 1 of a(i−1,i) (algorithms.md 11.4, default form).</summary>
    public static double ForwardTransfer(PerformanceMatrix a) => Mean(Later(a), i => a[i - 1, i]);

    /// <summary>Computes FWT minus the untrained model: (1/(K−1)) Σ of a(i−1,i) − b(i) (algorithms.md 11.4).</summary>
    public static double ForwardTransferOverUntrained(PerformanceMatrix a) => Mean(Later(a), i => a[i - 1, i] - a.Untrained(i));

    /// <summary>Computes FWT minus single-task models: (1/K) Σ a(i,i) − (1/K) Σ m(i) (algorithms.md 11.4).</summary>
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

/// <summary>A metric that scores the answers to one task's test examples.</summary>
public interface ITaskMetric
{
    /// <summary>The name that users type, e.g. <c>exact-match</c>.</summary>
    string Name { get; }

    /// <summary>Returns the score in percent, from 0 to 100. Of several references of an example the best counts.</summary>
    /// <param name="predictions">Produced answers.</param>
    /// <param name="examples">The examples in the same order, with the expected answers and, for dialogues, their slot.</param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples);

    /// <summary>Rejects examples that lack data the metric needs; called before any training. Default: accepts all.</summary>
    /// <param name="task">Name of their task, for the message.</param>
    /// <param name="test">The examples that will be scored.</param>
    /// <exception cref="CompositionException">The message names the example, the missing data and where to provide it.</exception>
    void Check(string task, IReadOnlyList<Example> test)
    {
    }
}
