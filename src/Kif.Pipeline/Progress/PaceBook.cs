namespace Kif.Pipeline.Progress;

/// <summary>The measured durations of a comparison's pieces, by strategy, over all of its runs.</summary>
internal sealed class PaceBook
{
    private readonly Dictionary<string, TimeMean> runs = [], steps = [], closing = [], counts = [];
    private readonly TimeMean scoring = new(), untrained = new(), planned = new(), starts = new();
    private readonly HashSet<string> untrainedTasks = [];

    /// <summary>Mean seconds of finished runs, by strategy.</summary>
    public IEnumerable<(string Strategy, double Seconds)> Finished => runs.Select(r => (r.Key, r.Value.Mean!.Value));

    /// <summary>Records a finished run.</summary>
    public void Finish(string strategy, TimeSpan took) => Of(runs, strategy).Add(took.TotalSeconds);

    /// <summary>Records the start of a run, with the seconds since the previous run was finished: the start of a process or the creation of a model.</summary>
    public void Start(double seconds) => starts.Add(seconds);

    /// <summary>Records the start of a task.</summary>
    /// <param name="steps">Planned steps, without phases.</param>
    public void Plan(int steps) => planned.Add(steps);

    /// <summary>Records the number of cells in a run's row.</summary>
    public void Row(int cells) => WidestRow = Math.Max(WidestRow, cells);

    /// <summary>Records a step.</summary>
    public void Step(string strategy, double seconds) => Of(steps, strategy).Add(seconds);

    /// <summary>Records a learned task.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="seconds">Time since its last step.</param>
    /// <param name="taken">Steps that it took, phases included.</param>
    public void Learned(string strategy, double seconds, int taken)
    {
        Of(closing, strategy).Add(seconds);
        Of(counts, strategy).Add(taken);
    }

    /// <summary>Records a scored task. The untrained model answers each task once for all runs, so that only the first time counts.</summary>
    public void Score(bool trained, string task, double seconds)
    {
        if (trained) scoring.Add(seconds);
        else if (untrainedTasks.Add(task)) untrained.Add(seconds);
    }

    /// <summary>Returns the seconds of a step; null while there was none.</summary>
    public double? StepSeconds(string strategy) => Known(steps, strategy) ?? Any(steps);

    /// <summary>Returns the seconds from a task's last step until it is learned; 0 while unknown.</summary>
    public double ClosingSeconds(string strategy) => Known(closing, strategy) ?? 0;

    /// <summary>Returns the steps of a task, including phases; null while unknown.</summary>
    public double? StepCount(string strategy) => Known(counts, strategy);

    /// <summary>Mean steps of a task over strategies; null while unknown.</summary>
    public double? AnyStepCount => Any(counts) ?? planned.Mean;

    /// <summary>Largest number of tasks scored in a row.</summary>
    public int WidestRow { get; private set; }

    /// <summary>Seconds from the end of a run until the next begins; 0 while unknown.</summary>
    public double StartSeconds => starts.Mean ?? 0;

    /// <summary>Seconds to score a task; 0 while unknown.</summary>
    public double ScoringSeconds => scoring.Mean ?? untrained.Mean ?? 0;

    private static TimeMean Of(Dictionary<string, TimeMean> means, string strategy) => means.TryGetValue(strategy, out TimeMean? mean) ? mean : means[strategy] = new();

    private static double? Known(Dictionary<string, TimeMean> means, string strategy) => means.TryGetValue(strategy, out TimeMean? mean) ? mean.Mean : null;

    private static double? Any(Dictionary<string, TimeMean> means) => means.Count == 0 ? null : means.Values.Average(m => m.Mean!.Value);
}
