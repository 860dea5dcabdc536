namespace Kif;

/// <summary>A snapshot of a comparison's progress.</summary>
/// <param name="Elapsed">Time since it began.</param>
/// <param name="Left">Remaining time; null while unknown.</param>
/// <param name="Runs">Runs of the grid.</param>
/// <param name="Finished">Runs done by this call.</param>
/// <param name="Found">Runs done by an earlier call.</param>
/// <param name="Running">Unfinished runs that have begun, in the order of the grid.</param>
/// <param name="Strategies">The table so far: a line per strategy, in the grid's order.</param>
/// <param name="Failures">Runs that failed.</param>
internal sealed record ProgressSnapshot(
    TimeSpan Elapsed, TimeSpan? Left, int Runs, int Finished, int Found, IReadOnlyList<RunSnapshot> Running, IReadOnlyList<StrategySnapshot> Strategies,
    IReadOnlyList<RunFailure> Failures)
{
    /// <summary>Share of the grid that is done, running runs counted in part: 0 to 1.</summary>
    public double Done => Runs == 0 ? 1 : Math.Min(1, (Finished + Found + Failures.Count + Running.Sum(r => r.Done)) / Runs);
}

/// <summary>A snapshot of a run's progress.</summary>
/// <param name="Key">The run.</param>
/// <param name="Stage">Its current stage.</param>
/// <param name="Task">The task in training, or scored last; empty before the first.</param>
/// <param name="TaskIndex">0-based position of the task that is learned, or was learned last; −1 before the first.</param>
/// <param name="Tasks">Number of the run's trainings.</param>
/// <param name="Phase">The phase of its latest step; null for the main training.</param>
/// <param name="Step">Finished steps of the task's training, or of the phase.</param>
/// <param name="PlannedSteps">Steps planned for it.</param>
/// <param name="Loss">Loss of the latest step; NaN before the first.</param>
/// <param name="Elapsed">Time since it began.</param>
/// <param name="TaskLeft">Time until the task is learned and scored; null while unknown.</param>
/// <param name="Left">Time until the run is finished; null while unknown.</param>
internal sealed record RunSnapshot(
    RunKey Key, RunStage Stage, string Task, int TaskIndex, int Tasks, string? Phase, int Step, int PlannedSteps, double Loss, TimeSpan Elapsed,
    TimeSpan? TaskLeft, TimeSpan? Left)
{
    /// <summary>Share of the run that is done, by time: 0 to 1; by tasks while the time is unknown.</summary>
    public double Done => Left is { } left ? Elapsed / (Elapsed + left + TimeSpan.FromMilliseconds(1)) : Math.Max(0, TaskIndex) / (double)Tasks;
}

/// <summary>The stage of a run.</summary>
internal enum RunStage
{
    /// <summary>Training steps.</summary>
    Training,

    /// <summary>The end of a task, after its steps: the strategy decides the final weights.</summary>
    Closing,

    /// <summary>Scoring of tasks, at first with the untrained model.</summary>
    Scoring,
}

/// <summary>A snapshot of a strategy: its line of the table so far.</summary>
/// <param name="Strategy">Its name.</param>
/// <param name="Planned">Runs of the grid.</param>
/// <param name="Done">Finished runs, of this call or an earlier one.</param>
/// <param name="Failed">Runs that failed.</param>
/// <param name="AveragePerformance">Mean AP of the runs done; NaN if there are none.</param>
/// <param name="Forgetting">Their mean forgetting; NaN if there is none.</param>
internal sealed record StrategySnapshot(string Strategy, int Planned, int Done, int Failed, double AveragePerformance, double Forgetting);

/// <summary>The table of strategies so far.</summary>
internal sealed class StrategyTable(IReadOnlyList<RunKey> grid)
{
    private readonly string[] strategies = [.. grid.Select(k => k.Strategy).Distinct()];
    private readonly Dictionary<RunKey, PerformanceMatrix> done = [];
    private readonly List<RunFailure> failures = [];

    public IReadOnlyList<RunFailure> Failures => [.. failures];

    public IReadOnlyList<StrategySnapshot> Strategies => [.. strategies.Select(strategy =>
    {
        PerformanceMatrix[] runs = [.. done.Where(d => d.Key.Strategy == strategy).Select(d => d.Value)];
        double Mean(Func<PerformanceMatrix, double> metric) => runs.Length == 0 ? double.NaN : runs.Average(metric);
        return new StrategySnapshot(strategy, grid.Count(k => k.Strategy == strategy), runs.Length, failures.Count(f => f.Key.Strategy == strategy),
            Mean(ContinualMetrics.AveragePerformance), Mean(ContinualMetrics.Forgetting));
    })];

    public void Handle(RunEvent e)
    {
        switch (e)
        {
            case RunFinished f:
                done[e.Run!] = f.Matrix;
                break;
            case RunFailed f:
                failures.Add(RunFailure.Of(e.Run!, f));
                break;
        }
    }
}
