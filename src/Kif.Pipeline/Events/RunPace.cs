namespace Kif;

/// <summary>The progress and the remaining time of one run.</summary>
/// <param name="key">The run.</param>
/// <param name="tasks">The number of its trainings.</param>
/// <param name="pace">The measured durations, including this run's.</param>
/// <param name="began">The time at which it began.</param>
internal sealed class RunPace(RunKey key, int tasks, ComparisonPace pace, TimeSpan began)
{
    /// <summary>Number of steps from which a run's own pace counts: the machine may be busier than before.</summary>
    private const int OwnSteps = 20;

    private readonly RunningMean ownSteps = new();
    private readonly Dictionary<int, int> scored = [];
    private RunStage stage = RunStage.Scoring;
    private string task = "";
    private string? phase;
    private int index = -1, step, planned, mainPlanned, mainTaken, taken, learned;
    private double loss = double.NaN;
    private readonly TimeSpan start = began;
    private TimeSpan last = began;

    public void Handle(RunEvent happened, TimeSpan now)
    {
        double seconds = (now - last).TotalSeconds;
        last = now;
        switch (happened)
        {
            case TaskStarted e:
                (stage, task, index, phase, step, taken, mainTaken, loss) = (RunStage.Training, e.Task, e.Index, null, 0, 0, 0, double.NaN);
                planned = mainPlanned = e.PlannedSteps;
                pace.Plan(e.PlannedSteps);
                break;
            case StepFinished { Position: var at } e:
                (stage, task, index, phase, step, planned, loss) = (RunStage.Training, at.Task, at.TaskIndex, at.Phase, at.Step + 1, at.PlannedSteps, e.Loss);
                taken++;
                if (phase is null) mainTaken = step;
                ownSteps.Add(seconds);
                pace.Step(key.Strategy, seconds);
                if (step == planned && mainTaken == mainPlanned) stage = RunStage.Closing;
                break;
            case TaskLearned:
                pace.Learned(key.Strategy, seconds, taken);
                (stage, learned) = (RunStage.Scoring, learned + 1);
                break;
            case TaskEvaluated e:
                pace.Score(e.After > 0, e.Task, seconds);
                pace.Row(scored[learned] = scored.GetValueOrDefault(learned) + 1);
                (stage, task) = (RunStage.Scoring, e.Task);
                break;
        }
    }

    public TimeSpan Elapsed(TimeSpan now) => now - start;

    public RunSnapshot Snapshot(TimeSpan now)
    {
        TimeSpan? taskLeft = Left(now, 0), left = Left(now, tasks - Math.Max(learned, index + 1));
        return new(key, stage, task, index, tasks, phase, step, planned, loss, Elapsed(now), taskLeft, left);
    }

    /// <summary>Estimates the time until the current task and a number of further ones are scored.</summary>
    private TimeSpan? Left(TimeSpan now, int further)
    {
        if (StepSeconds is not { } perStep || StepsOfTask is not { } steps) return null;
        double row = Row * pace.ScoringSeconds, closing = pace.ClosingSeconds(key.Strategy);
        double piece = stage switch { RunStage.Training => perStep, RunStage.Closing => closing, _ => pace.ScoringSeconds };
        double current = stage switch
        {
            RunStage.Training => Math.Max(StepsPlannedLeft, steps - taken) * perStep + closing + row,
            RunStage.Closing => closing + row,
            _ => Math.Max(0, Row - scored.GetValueOrDefault(learned)) * pace.ScoringSeconds,
        };
        // The elapsed part of the current piece, but never more than its duration.
        double gone = Math.Min((now - last).TotalSeconds, Math.Min(piece, current));
        return TimeSpan.FromSeconds(current - gone + further * (steps * perStep + closing + row));
    }

    private double? StepSeconds => ownSteps.Count >= OwnSteps ? ownSteps.Mean : pace.StepSeconds(key.Strategy);

    private double? StepsOfTask => pace.StepCount(key.Strategy) ?? (mainPlanned > 0 ? mainPlanned : pace.AnyStepCount);

    /// <summary>Remaining planned steps of the current training or phase; earlier tasks may have taken more, because of phases still to come.</summary>
    private double StepsPlannedLeft => mainPlanned - mainTaken + (phase is null ? 0 : planned - step);

    /// <summary>Number of tasks that the current or the next row scores: as many as the row before it.</summary>
    private int Row => scored.GetValueOrDefault(stage == RunStage.Scoring ? learned - 1 : learned) is var before and > 0 ? before : pace.WidestRow;
}

/// <summary>The measured durations of a comparison's pieces, by strategy, over all of its runs.</summary>
internal sealed class ComparisonPace
{
    private readonly Dictionary<string, RunningMean> runs = [], steps = [], closing = [], counts = [];
    private readonly RunningMean scoring = new(), untrained = new(), planned = new(), starts = new();
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

    private static RunningMean Of(Dictionary<string, RunningMean> means, string strategy) =>
        means.TryGetValue(strategy, out RunningMean? mean) ? mean : means[strategy] = new();

    private static double? Known(Dictionary<string, RunningMean> means, string strategy) =>
        means.TryGetValue(strategy, out RunningMean? mean) ? mean.Mean : null;

    private static double? Any(Dictionary<string, RunningMean> means) => means.Count == 0 ? null : means.Values.Average(m => m.Mean!.Value);
}

/// <summary>A running mean.</summary>
internal sealed class RunningMean
{
    private double sum;

    /// <summary>Number of values so far.</summary>
    public int Count { get; private set; }

    /// <summary>Their mean; null while there is none.</summary>
    public double? Mean => Count == 0 ? null : sum / Count;

    public void Add(double value) => (sum, Count) = (sum + value, Count + 1);
}
