using Kif.Pipeline.Events;

namespace Kif.Testing;

/// <summary>The checks of runs that are saved and resumed in another learner.</summary>
internal static class Resuming
{
    private const int Count = 3;

    public static void BetweenTasks(StrategySubject subject)
    {
        RunTrace whole = TracedRuns.Trace(subject);
        for (int boundary = 1; boundary < Count; boundary++)
        {
            using var folder = new TemporaryFolder();
            using var second = new ConformanceRun(subject);
            using (var first = new ConformanceRun(subject))
            {
                for (int task = 0; task < boundary; task++) first.Learn(task);
                Saved(first, second, folder.Path, $"after task {boundary}");
                if (first.Trace().Difference(second.Trace()) is { } lost) throw new ConformanceException($"came back otherwise than it was saved after task {boundary}: {lost}");
            }
            for (int task = boundary; task < Count; task++) second.Learn(task);
            if (whole.Difference(second.Trace()) is { } difference)
                throw new ConformanceException($"kept something that Visit does not show: after resuming at the boundary of task {boundary}, {difference}");
        }
    }

    public static void WithinTask(StrategySubject subject)
    {
        RunTrace whole = TracedRuns.Trace(subject);
        for (int step = 0; step < 3; step++)
        {
            using var folder = new TemporaryFolder();
            using var second = new ConformanceRun(subject);
            using (var first = Paused(subject, step)) Saved(first, second, folder.Path, $"at step {step} of task 2");
            for (int task = 1; task < Count; task++) second.Learn(task);
            if (whole.Difference(second.Trace()) is { } difference)
                throw new ConformanceException($"kept something that Visit does not show: after a pause behind step {step} of task 2, {difference}");
        }
    }

    private static ConformanceRun Paused(StrategySubject subject, int step)
    {
        var pause = new CancellationTokenSource();
        var run = new ConformanceRun(subject, new() { Hear = e => { if (e is StepFinished { Position: { TaskIndex: 1, Phase: null } at } && at.Step == step) pause.Cancel(); } });
        run.Learn(0);
        try
        {
            run.Learn(1, cancellation: pause.Token);
        }
        catch (OperationCanceledException)
        {
            return run;
        }
        throw new ConformanceException($"was not paused at step {step} of task 2");
    }

    private static void Saved(ConformanceRun first, ConformanceRun second, string folder, string when)
    {
        try
        {
            first.Learner.Save(folder);
        }
        catch (Exception e)
        {
            throw new ConformanceException($"could not be saved {when}: {e.Message}", e);
        }
        try
        {
            second.Resume(folder, first.Tasks);
        }
        catch (Exception e)
        {
            throw new ConformanceException($"could not go on from what it saved {when}: {e.Message}", e);
        }
    }
}
