using System.Text;

namespace Kif;

/// <summary>The job of <c>kif compare --dry-run</c>: counts the work and measures its duration on this machine, with a few steps and answers.</summary>
internal static class PlanJob
{
    private const int Steps = 3, Answers = 16;

    /// <summary>The time after which no further step or answer is begun; a slow model is measured by what was done until then.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(10);

    /// <summary>Returns the runs of a comparison, without measuring anything.</summary>
    /// <param name="job">The comparison, prepared without an output folder.</param>
    /// <param name="output">Its future output folder, to find the runs that are done there; null for none.</param>
    public static IReadOnlyList<PlannedRun> Runs(CompareJob job, string? output = null) =>
        [.. job.Comparison.Grid.Select((key, i) => new PlannedRun(i, key, output is not null && RunFolder.IsDone(output, key))
                { CopyOf = job.IsCopy(key) ? job.Comparison.First(key) : null })
            .Where(r => job.Grid.Contains(r.Run))];

    /// <summary>Makes the plan of a comparison. Trains a few steps on a separate model; writes nothing.</summary>
    /// <param name="job">The comparison, prepared without an output folder.</param>
    /// <param name="output">Its future output folder, to find the runs that are done there; null for none.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public static ComparisonPlan Make(CompareJob job, string? output = null, TimeProvider? time = null)
    {
        (TrainingOptions training, TaskStream stream) = (job.Settings.Training, job.Comparison.Stream);
        int tasks = stream.Tasks.Count;
        ScoredTasks score = job.Settings.Evaluation.Score;
        long answers = stream.Tasks.Select((t, i) => (long)t.Test.Count * Enumerable.Range(-1, tasks + 1).Count(row => score.Contains(row, i))).Sum()
            + job.Comparison.Unseen.Sum(t => (long)t.Test.Count * (tasks + 1));
        (double example, double answer, long parameters) = Measure(job, time ?? TimeProvider.System);
        long steps = stream.Tasks.Sum(t => training.Epochs * (long)Math.Ceiling(t.Train.Count / (double)training.BatchSize));
        IReadOnlyList<PlannedRun> runs = Runs(job, output);
        int parallel = job.ParallelRuns(runs.Count(r => r.IsToDo));
        return new(
            runs, (int)steps, answers, example, answer, parallel, stream.Tasks.Sum(t => (long)training.Epochs * t.Train.Count),
            Bytes(stream, parameters, answers, steps));
    }

    /// <summary>Returns what the runs could show at all, from their number and, where some are done, from their noise; a sentence each.</summary>
    /// <param name="job">The comparison, prepared without an output folder.</param>
    /// <param name="composer">Creates the strategies.</param>
    /// <param name="output">Its future output folder, whose runs tell the noise; null for none.</param>
    public static IReadOnlyList<string> Evidence(CompareJob job, StrategyComposer composer, string? output = null)
    {
        int Count<T>(Func<RunKey, T> what) => job.Grid.Select(what).Distinct().Count();
        bool some = output is not null && job.Grid.Any(key => RunFolder.IsDone(output, key));
        ComparisonStatistics? seen = some ? SavedComparison.Read(output!, composer).Result.Statistics : null;
        return OrderPower.OfPlan(Count(k => k.Strategy), Count(k => k.Order), Count(k => k.Seed), seen);
    }

    /// <summary>
    /// Estimates the disk space of a run: adapters after every task in float32, a line of some 90 characters and the texts per answer, and two lines per step.
    /// </summary>
    private static long Bytes(TaskStream stream, long parameters, long answers, long steps)
    {
        double texts = stream.Tasks.SelectMany(t => t.Test).Select(e => 2.0 * Encoding.UTF8.GetByteCount(e.Target) + e.Id.Length).DefaultIfEmpty(0).Average();
        return 4 * parameters * stream.Tasks.Count + (long)(answers * (90 + texts)) + steps * 400;
    }

    private static (double PerExample, double PerAnswer, long Parameters) Measure(CompareJob job, TimeProvider time)
    {
        LearningTask task = job.Comparison.Stream.Tasks[0];
        var options = new TrainingOptions { Epochs = 1, BatchSize = job.Settings.Training.BatchSize, MicroBatchSize = job.Settings.Training.MicroBatchSize };
        int count = Math.Min(task.Train.Count, Steps * options.BatchSize);
        IModelSource models = job.Comparison.Models;
        using var learner = new ContinualLearner(models.Create(TrainedWeights.Adapter), models.Encoder, new([]), options, new RandomStream(1), _ => { });
        // One example says whether a whole batch would take too long; the first one of that size warms up.
        TimeSpan first = Timed(time, () => learner.Learn("warm-up", [.. task.Train.Take(1)], pausable: false));
        int batch = first > Enough / 4 ? 1 : Math.Min(count, options.BatchSize), learned = 0;
        if (batch > 1) learner.Learn("warm-up of a batch", [.. task.Train.Take(batch)], pausable: false);
        var took = TimeSpan.Zero;
        while (learned < count && (learned == 0 || took < Enough && batch > 1))
        {
            Example[] next = [.. task.Train.Skip(learned).Take(batch)];
            took += Timed(time, () => learner.Learn($"timed-{learned}", next, pausable: false));
            learned += next.Length;
        }
        int most = Math.Max(1, Math.Min(Math.Min(task.Test.Count, job.Settings.Evaluation.BatchSize), Answers));
        var evaluator = new Evaluator(models.Encoder, job.Comparison.Metric, job.Settings.Evaluation, job.Comparison.Limits);
        TimeSpan Answering(int number) =>
            Timed(time, () => evaluator.Evaluate(learner.Model, learner.Weights, task with { Test = [.. task.Test.Take(number)] }));
        // One answer warms up and counts where more would take too long.
        TimeSpan one = Answering(1);
        double perAnswer = one * most > 2 * Enough ? one.TotalSeconds : Answering(most).TotalSeconds / most;
        return (took.TotalSeconds / learned, perAnswer, learner.Model.Space.Length);
    }

    private static TimeSpan Timed(TimeProvider time, Action work)
    {
        long from = time.GetTimestamp();
        work();
        return time.GetElapsedTime(from);
    }
}

/// <summary>The plan of a comparison.</summary>
/// <param name="Runs">The runs in order, with their indices in the grid.</param>
/// <param name="StepsPerRun">Optimizer steps of plain training in a run, without phases of strategies.</param>
/// <param name="AnswersPerRun">Test answers in a run, including those of the untrained model.</param>
/// <param name="SecondsPerExample">Seconds per training example, measured on this machine with plain training of the first task.</param>
/// <param name="SecondsPerAnswer">Seconds per test answer, measured in the same way.</param>
/// <param name="Parallel">Number of concurrent runs.</param>
/// <param name="ExamplesPerRun">Training examples of a run, once per epoch.</param>
/// <param name="BytesPerRun">Estimated disk space of a run: adapters, answers, steps.</param>
internal sealed record ComparisonPlan(
    IReadOnlyList<PlannedRun> Runs, int StepsPerRun, long AnswersPerRun, double SecondsPerExample, double SecondsPerAnswer, int Parallel, long ExamplesPerRun,
    long BytesPerRun)
{
    /// <summary>Number of runs that are done in the output folder.</summary>
    public int Done => Runs.Count(r => r.Done);

    /// <summary>Time of one run, without a strategy's passes and phases beyond plain training.</summary>
    public TimeSpan TimePerRun => TimeSpan.FromSeconds(ExamplesPerRun * SecondsPerExample + AnswersPerRun * SecondsPerAnswer);

    /// <summary>Time of the remaining runs, if the machine is as fast for concurrent runs.</summary>
    public TimeSpan Time => TimePerRun * Math.Ceiling(Runs.Count(r => r.IsToDo) / (double)Parallel);

    /// <summary>Disk space of the remaining runs, in bytes.</summary>
    public long Bytes => BytesPerRun * (Runs.Count - Done);
}

/// <summary>A run of a plan.</summary>
/// <param name="Cell">Its 0-based index in the grid.</param>
/// <param name="Run">The run's key.</param>
/// <param name="Done">Whether it is done in the output folder.</param>
internal sealed record PlannedRun(int Cell, RunKey Run, bool Done)
{
    /// <summary>The run that computes the same under another name, from which it will be copied; null if it is computed.</summary>
    public RunKey? CopyOf { get; init; }

    /// <summary>Whether it has to be computed.</summary>
    public bool IsToDo => !Done && CopyOf is null;
}
