namespace Kif;

/// <summary>
/// The progress of a comparison and its remaining time, computed from its events, for the tool's display, lines and JSON. Runs may be concurrent, with
/// interleaved events. Thread-safe.
/// </summary>
/// <remarks>
/// The remaining time of a run is the sum of its pieces: remaining steps times the time of a step, the strategy's work at the end of a task, and the scoring of
/// the tasks. Each is measured in the run itself, or, if that is too short so far, in earlier runs of its strategy, or of any strategy. A run that has not
/// begun takes the mean time of its strategy's finished runs, and begins when a running one is finished.
/// </remarks>
internal sealed class ComparisonProgress
{
    private readonly IReadOnlyList<RunKey> grid;
    private readonly Func<string, int> tasks;
    private readonly Func<RunKey, bool>? copied;
    private readonly TimeProvider time;
    private readonly long began;
    private readonly Dictionary<RunKey, RunPace> running = [];
    private readonly Dictionary<RunKey, int> places;
    private readonly HashSet<RunKey> over = [];
    private readonly Queue<TimeSpan> free = new();
    private readonly ComparisonPace pace = new();
    private readonly StrategyTable scores;
    private readonly Lock gate = new();
    private int finished, found, widest = 1;

    /// <summary>Starts the clock; no event has happened yet.</summary>
    /// <param name="grid">The runs of the comparison, in the order in which they begin.</param>
    /// <param name="tasks">Returns the number of a strategy's trainings, e.g. <see cref="CompareJob.TaskCount"/>.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="copied">Whether a run is a copy of another one, which takes no time; null for none.</param>
    public ComparisonProgress(IReadOnlyList<RunKey> grid, Func<string, int> tasks, TimeProvider? time = null, Func<RunKey, bool>? copied = null)
    {
        (this.grid, this.tasks, this.time, this.copied) = (grid, tasks, time ?? TimeProvider.System, copied);
        began = this.time.GetTimestamp();
        scores = new(grid);
        places = grid.Index().ToDictionary(r => r.Item, r => r.Index);
    }

    /// <summary>The runs of the comparison.</summary>
    public IReadOnlyList<RunKey> Grid => grid;

    /// <summary>Handles an event that happens now.</summary>
    public void Handle(RunEvent e)
    {
        lock (gate) Count(e);
    }

    /// <summary>Returns the current progress.</summary>
    public ProgressSnapshot Snapshot()
    {
        lock (gate) return Reading();
    }

    private void Count(RunEvent e)
    {
        scores.Handle(e);
        switch (e)
        {
            case RunFinished or RunFailed or RunSkipped:
                End(e);
                finished += e is RunFinished { Reused: false } ? 1 : 0;
                found += e is RunFinished { Reused: true } ? 1 : 0;
                break;
            default:
                if (!running.TryGetValue(e.Run!, out RunPace? run)) run = Begin(e.Run!);
                run.Handle(e, Now);
                break;
        }
    }

    private ProgressSnapshot Reading()
    {
        TimeSpan now = Now;
        RunSnapshot[] runs = [.. running.OrderBy(r => places.GetValueOrDefault(r.Key, grid.Count)).Select(r => r.Value.Snapshot(now))];
        return new(now, Left(runs), grid.Count, finished, found, runs, scores.Strategies, scores.Failures);
    }

    private TimeSpan Now => time.GetElapsedTime(began);

    private RunPace Begin(RunKey key)
    {
        TimeSpan now = Now;
        // The first runs begin when the comparison does.
        pace.Start((now - (free.TryDequeue(out TimeSpan since) ? since : TimeSpan.Zero)).TotalSeconds);
        RunPace run = running[key] = new(key, tasks(key.Strategy), pace, now);
        widest = Math.Max(widest, running.Count);
        return run;
    }

    private void End(RunEvent e)
    {
        TimeSpan now = Now;
        if (running.Remove(e.Run!, out RunPace? ended))
        {
            free.Enqueue(now);
            if (e is RunFinished { Reused: false }) pace.Finish(e.Run!.Strategy, ended.Elapsed(now));
        }
        over.Add(e.Run!);
    }

    /// <summary>Estimates the time until the last run is finished, if each begins as soon as an earlier one is finished; null while unknown.</summary>
    private TimeSpan? Left(RunSnapshot[] runs)
    {
        RunKey[] waiting = [.. grid.Where(k => !over.Contains(k) && !running.ContainsKey(k) && copied?.Invoke(k) != true)];
        Dictionary<string, double> expected = runs.Where(r => r.Left is not null).GroupBy(r => r.Key.Strategy)
            .ToDictionary(g => g.Key, g => g.Average(r => (r.Elapsed + r.Left!.Value).TotalSeconds));
        foreach ((string strategy, double seconds) in pace.Finished) expected[strategy] = seconds;
        if (expected.Count == 0) return waiting.Length + runs.Length == 0 ? TimeSpan.Zero : null;
        double Of(string strategy) => expected.TryGetValue(strategy, out double own) ? own : expected.Values.Average();
        double[] ends = [.. runs.Select(r => r.Left?.TotalSeconds ?? Math.Max(0, Of(r.Key.Strategy) - r.Elapsed.TotalSeconds)),
            .. new double[Math.Max(0, widest - runs.Length)]];
        var slots = new PriorityQueue<double, double>(ends.Select(e => (e, e)));
        double last = ends.Max();
        foreach (RunKey key in waiting)
        {
            double end = slots.Dequeue() + pace.StartSeconds + Of(key.Strategy);
            slots.Enqueue(end, end);
            last = Math.Max(last, end);
        }
        return TimeSpan.FromSeconds(last);
    }
}
