namespace Kif.Pipeline.Progress;

/// <summary>What things take, by strategy: measured in all runs of a comparison.</summary>
internal sealed class PaceBook
{
    private readonly Dictionary<string, TimeMean> runs = [], steps = [], closing = [], counts = [];
    private readonly TimeMean scoring = new(), untrained = new(), planned = new(), starts = new();
    private readonly HashSet<string> untrainedTasks = [];

    /// <summary>Mean seconds of finished runs, by strategy.</summary>
    public IEnumerable<(string Strategy, double Seconds)> Finished => runs.Select(r => (r.Key, r.Value.Mean!.Value));

    /// <summary>A run is over.</summary>
    public void Finish(string strategy, TimeSpan took) => Of(runs, strategy).Add(took.TotalSeconds);

    /// <summary>A run has begun, so many seconds after the one before it was over: that a process starts or a model is made.</summary>
    public void Start(double seconds) => starts.Add(seconds);

    /// <summary>A task has begun.</summary>
    /// <param name="steps">Steps planned, phases not counted.</param>
    public void Plan(int steps) => planned.Add(steps);

    /// <summary>A run's row has so many cells.</summary>
    public void Row(int cells) => WidestRow = Math.Max(WidestRow, cells);

    /// <summary>A step is over.</summary>
    public void Step(string strategy, double seconds) => Of(steps, strategy).Add(seconds);

    /// <summary>A task is learnt.</summary>
    /// <param name="strategy">By whom.</param>
    /// <param name="seconds">Time since its last step.</param>
    /// <param name="taken">Steps that it took, phases included.</param>
    public void Learned(string strategy, double seconds, int taken)
    {
        Of(closing, strategy).Add(seconds);
        Of(counts, strategy).Add(taken);
    }

    /// <summary>A task is scored. The untrained model answers each task once for all runs, so that only the first time counts.</summary>
    public void Score(bool trained, string task, double seconds)
    {
        if (trained) scoring.Add(seconds);
        else if (untrainedTasks.Add(task)) untrained.Add(seconds);
    }

    /// <summary>Seconds of a step; null while there was none.</summary>
    public double? StepSeconds(string strategy) => Known(steps, strategy) ?? Any(steps);

    /// <summary>Seconds from a task's last step until it is learnt; 0 while unknown.</summary>
    public double ClosingSeconds(string strategy) => Known(closing, strategy) ?? 0;

    /// <summary>Steps of a task, phases included; null while unknown.</summary>
    public double? StepCount(string strategy) => Known(counts, strategy);

    /// <summary>Steps of a task in the mean over strategies; null while unknown.</summary>
    public double? AnyStepCount => Any(counts) ?? planned.Mean;

    /// <summary>Most tasks that a row has scored.</summary>
    public int WidestRow { get; private set; }

    /// <summary>Seconds from the end of a run until the next begins; 0 while unknown.</summary>
    public double StartSeconds => starts.Mean ?? 0;

    /// <summary>Seconds to score a task; 0 while unknown.</summary>
    public double ScoringSeconds => scoring.Mean ?? untrained.Mean ?? 0;

    private static TimeMean Of(Dictionary<string, TimeMean> means, string strategy) => means.TryGetValue(strategy, out TimeMean? mean) ? mean : means[strategy] = new();

    private static double? Known(Dictionary<string, TimeMean> means, string strategy) => means.TryGetValue(strategy, out TimeMean? mean) ? mean.Mean : null;

    private static double? Any(Dictionary<string, TimeMean> means) => means.Count == 0 ? null : means.Values.Average(m => m.Mean!.Value);
}
