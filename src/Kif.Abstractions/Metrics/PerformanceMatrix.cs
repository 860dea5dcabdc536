namespace Kif;

/// <summary>
/// The scores in percent: row l holds the score of every task after learning task l, the extra row 0 that of the untrained model (spec 11). Empty cells are
/// NaN.
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
