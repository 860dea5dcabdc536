using Kif.Pipeline.Events;

namespace Kif.Pipeline.Progress;

/// <summary>
/// How far a comparison has come and how long it will still take, out of its events: what the tool's display, its lines and its JSON show. Runs may work at the same time, so that their
/// events interleave. Not safe for several threads at once.
/// </summary>
/// <remarks>
/// A run's time left is that of its pieces: steps left times the time of a step, then what its strategy does at a task's end, then the scoring of the tasks. Each comes from the run itself,
/// or where that is too young from earlier runs of its strategy, or of any. A run that waits takes as long as its strategy's finished ones did in the mean, and begins when one that runs is over.
/// </remarks>
public sealed class ComparisonProgress
{
    private readonly IReadOnlyList<RunKey> grid;
    private readonly Func<string, int> tasks;
    private readonly TimeProvider time;
    private readonly long began;
    private readonly Dictionary<RunKey, RunPace> running = [];
    private readonly HashSet<RunKey> over = [];
    private readonly Queue<TimeSpan> free = new();
    private readonly PaceBook paces = new();
    private readonly Scoreboard scores;
    private int finished, found, widest = 1;

    /// <summary>Nothing has happened yet; time counts from here.</summary>
    /// <param name="grid">The runs of the comparison, in the order in which they begin.</param>
    /// <param name="tasks">How many trainings a strategy does, e.g. <see cref="Jobs.CompareJob.TaskCount"/>.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public ComparisonProgress(IReadOnlyList<RunKey> grid, Func<string, int> tasks, TimeProvider? time = null)
    {
        (this.grid, this.tasks, this.time) = (grid, tasks, time ?? TimeProvider.System);
        began = this.time.GetTimestamp();
        scores = new(grid);
    }

    /// <summary>The runs of the comparison.</summary>
    public IReadOnlyList<RunKey> Grid => grid;

    /// <summary>Takes in what has happened, now.</summary>
    public void Hear(StrategyEvent e)
    {
        scores.Hear(e);
        switch (e.Event)
        {
            case RunFinished or RunFailed or RunFound:
                End(e);
                finished += e.Event is RunFinished ? 1 : 0;
                found += e.Event is RunFound ? 1 : 0;
                break;
            default:
                if (!running.TryGetValue(e.Run, out RunPace? run)) run = Begin(e.Run);
                run.Hear(e.Event, Now);
                break;
        }
    }

    /// <summary>How things stand now.</summary>
    public ProgressReading Read()
    {
        TimeSpan now = Now;
        RunReading[] runs = [.. running.Values.Select(r => r.Read(now))];
        return new(now, Left(runs), grid.Count, finished, found, runs, scores.Standings, scores.Failures);
    }

    private TimeSpan Now => time.GetElapsedTime(began);

    private RunPace Begin(RunKey key)
    {
        TimeSpan now = Now;
        // Runs that wait for nothing begin when the comparison does.
        paces.Start((now - (free.TryDequeue(out TimeSpan since) ? since : TimeSpan.Zero)).TotalSeconds);
        RunPace run = running[key] = new(key, tasks(key.Strategy), paces, now);
        widest = Math.Max(widest, running.Count);
        return run;
    }

    private void End(StrategyEvent e)
    {
        TimeSpan now = Now;
        if (running.Remove(e.Run, out RunPace? pace))
        {
            free.Enqueue(now);
            if (e.Event is RunFinished) paces.Finish(e.Strategy, pace.Elapsed(now));
        }
        over.Add(e.Run);
    }

    /// <summary>When the last run is over if each begins as soon as one before it is over; null while nothing is known.</summary>
    private TimeSpan? Left(RunReading[] runs)
    {
        RunKey[] waiting = [.. grid.Where(k => !over.Contains(k) && !running.ContainsKey(k))];
        Dictionary<string, double> expected = runs.Where(r => r.Left is not null).GroupBy(r => r.Key.Strategy)
            .ToDictionary(g => g.Key, g => g.Average(r => (r.Elapsed + r.Left!.Value).TotalSeconds));
        foreach ((string strategy, double seconds) in paces.Finished) expected[strategy] = seconds;
        if (expected.Count == 0) return waiting.Length + runs.Length == 0 ? TimeSpan.Zero : null;
        double Of(string strategy) => expected.TryGetValue(strategy, out double own) ? own : expected.Values.Average();
        double[] ends = [.. runs.Select(r => r.Left?.TotalSeconds ?? Math.Max(0, Of(r.Key.Strategy) - r.Elapsed.TotalSeconds)), .. new double[Math.Max(0, widest - runs.Length)]];
        var slots = new PriorityQueue<double, double>(ends.Select(e => (e, e)));
        double last = ends.Max();
        foreach (RunKey key in waiting)
        {
            double end = slots.Dequeue() + paces.StartSeconds + Of(key.Strategy);
            slots.Enqueue(end, end);
            last = Math.Max(last, end);
        }
        return TimeSpan.FromSeconds(last);
    }
}
