using static Kif.ContinualMetrics;

namespace Kif;

/// <summary>The metrics of a run, all defined here; K is the number of tasks and a(l,i) the score of task i after task l.</summary>
internal static class RunMetrics
{
    private const string Percent = "%", Points = "points";

    /// <summary>All metrics, in the order of reports: quality, then costs.</summary>
    public static IReadOnlyList<RunMetric> All { get; } =
    [
        new("ap", "AP", Percent, true, "Mean score of all tasks after the last one: (1/K) Σ a(K,i).")
        {
            Value = r => AveragePerformance(r.Matrix),
            Elsewhere = "The same everywhere; Recurrent-KIF rounds each score to 0.01 first.",
        },
        new("bwt", "BWT", Points, true, "How much earlier tasks changed since they were learned: (1/(K−1)) Σ a(K,i) − a(i,i) over all but the last.")
        {
            Value = r => BackwardTransfer(r.Matrix),
            Elsewhere = "The same in TaSL, Recurrent-KIF and Avalanche; SAPT divides by K.",
        },
        new("bwt-over-all", "BWT / K", Points, true, "The same sum over K instead of K−1.")
        {
            Value = r => BackwardTransferOverAll(r.Matrix),
            Elsewhere = "SAPT's BWT.",
        },
        new("forgetting", "forgetting", Points, false,
            "How far earlier tasks ended below their best score since they were learned: (1/(K−1)) Σ max a(l,i) − a(K,i), l from i to K−1.")
        {
            Value = r => Forgetting(r.Matrix),
            Elsewhere = "Avalanche: first minus last score, which is −BWT. continuum 1.2.7 leaves out the task just before, so two tasks always give 0.",
        },
        new("fwt", "FWT", Percent, true, "Score of a task just before it is learned: (1/(K−1)) Σ a(i−1,i) over all but the first.")
        {
            Value = r => ForwardTransfer(r.Matrix),
            Elsewhere = "The same in TaSL; Avalanche subtracts the untrained model's score, SAPT the constant 50.94 from learning accuracy.",
        },
        new("fwt-over-untrained", "FWT − untrained", Points, true, "The same minus the score of the untrained model: (1/(K−1)) Σ a(i−1,i) − a(0,i).")
        {
            Value = r => ForwardTransferOverUntrained(r.Matrix),
            Elsewhere = "Avalanche's forward transfer.",
        },
        new("learning-accuracy", "learning accuracy", Percent, true, "Mean score of each task just after it is learned: (1/K) Σ a(i,i).")
            { Value = r => LearningAccuracy(r.Matrix) },
        new("anytime-ap", "anytime AP", Percent, true, "Mean over l of the mean score of tasks 1 to l after task l.") { Value = r => RunningAverage(r.Matrix) },
        new("stability-gap", "stability gap", Points, false,
            "How far an earlier task's score falls, at worst, below its score at the start of the task in training; the mean over all such pairs of tasks.")
                { Value = StabilityGap.Of },
        new("unseen", "unseen", Percent, true, "Mean score, after the last task, of the tasks that are never trained.")
            { Value = r => r.Unseen is { } unseen ? SampleMoments.Mean(unseen.Rows[^1]) : double.NaN },
        new("seconds", "training time", "s", false, "Wall time of training, the strategy's own work included, evaluation not.") { Value = r => r.Seconds },
        new("cpu-seconds", "CPU time", "s", false, "Processor time of the whole process while it trained, all threads.") { Value = r => r.CpuSeconds },
        new("peak-bytes", "peak memory", "bytes", false, "Most memory that the process held during the run, the model included.")
            { Value = r => r.PeakBytes > 0 ? r.PeakBytes : double.NaN },
        new("extra-passes", "extra passes", Percent, false, "Forward and backward passes beyond plain training, in percent of it.")
            { Value = r => 100 * r.Cost.ExtraPasses },
        new("trained-parameters", "trained", "parameters", false, "Parameters that training changes.") { Value = r => r.TrainedParameters },
        new("state-bytes", "kept between tasks", "bytes", false, "What the strategy keeps for later tasks beside the trained weights.")
            { Value = r => r.StateBytes },
        new("tokens", "tokens", "tokens", false, "Tokens that training passes saw, those of questions and of answers.") { Value = r => r.Cost.Tokens },
        new("steps", "steps", "steps", false, "Optimizer steps, those of extra phases included.") { Value = r => r.Cost.Steps },
    ];

    /// <summary>Returns the metric of a name.</summary>
    /// <exception cref="CompositionException">There is no such metric; the message has the nearest name.</exception>
    public static RunMetric Get(string name) =>
        All.FirstOrDefault(m => m.Name == name) ?? throw new CompositionException(UnknownName.Message("metric of a run", name, All.Select(m => m.Name)));
}

/// <summary>A metric of a run.</summary>
/// <param name="Name">The name on the command line and in files, e.g. <c>bwt-over-all</c>.</param>
/// <param name="Title">The title in tables.</param>
/// <param name="Unit">The unit of its values; <c>%</c> for scores and <c>points</c> for differences of scores.</param>
/// <param name="HigherIsBetter">Whether higher values are better; lower costs are better.</param>
/// <param name="Definition">The definition in one sentence.</param>
internal sealed record RunMetric(string Name, string Title, string Unit, bool HigherIsBetter, string Definition)
{
    /// <summary>The function that computes the value; NaN if undefined.</summary>
    public required Func<StrategyRun, double> Value { get; init; }

    /// <summary>How other programs define what they call the same; null where none is known to differ.</summary>
    public string? Elsewhere { get; init; }

    /// <summary>Returns the value for a run; NaN if undefined.</summary>
    public double Of(StrategyRun run) => Value(run);
}

/// <summary>
/// The stability gap: the drop, often temporary, of earlier tasks' scores while a new task is trained (De Lange, van de Ven and Tuytelaars 2023).
/// </summary>
internal static class StabilityGap
{
    /// <summary>
    /// Returns the mean gap in points over all pairs of a task in training and an earlier task: the earlier task's score at step 0 minus its lowest score
    /// at later steps of the same training, or 0 if none is lower. All scores of a pair are over the same examples. NaN without mid-task scores.
    /// </summary>
    public static double Of(StrategyRun run) => SampleMoments.Mean(
    [
        .. from score in run.MidTaskScores
           group score by (score.TaskIndex, score.Task) into pair
           let start = pair.Where(s => s.Step == 0).Select(s => s.Score).DefaultIfEmpty(double.NaN).First()
           let later = pair.Where(s => s.Step > 0).Select(s => s.Score).ToArray()
           where later.Length > 0 && !double.IsNaN(start)
           select Math.Max(0, start - later.Min()),
    ]);
}
