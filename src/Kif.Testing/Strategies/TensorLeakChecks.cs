namespace Kif.Testing;

/// <summary>The checks of native memory: tensors that are never freed.</summary>
internal static class TensorLeakChecks
{
    public static void PerStep(StrategyUnderTest strategy)
    {
        var counts = new List<long>();
        using var run = new ConformanceRun(strategy, new()
            { Handle = e => { if (e is StepFinished { Position: { TaskIndex: 1, Phase: null } }) counts.Add(LiveTensors.Count); } });
        run.Learn(0);
        run.Learn(1, 45);
        int third = counts.Count / 3;
        long most = counts.Take(third).Max(), least = counts.TakeLast(third).Min();
        // Steps differ, and a task may keep a few tensors; only tensors that every step leaves behind grow like this.
        if (least - most >= third)
            throw new ConformanceException(
                $"left tensors behind in every step: {counts[0]} lived in the first step of a task and {counts[^1]} in its step {counts.Count}");
    }

    public static void PerTask(StrategyUnderTest strategy)
    {
        Left(strategy, run => { for (int task = 0; task < 3; task++) run.Learn(task); }, "after three tasks, the run was disposed");
        Left(strategy, _ => { }, "a run was disposed before its first task");
    }

    public static void Canceled(StrategyUnderTest strategy)
    {
        var steps = new List<StepFinished>();
        for (int at = 0; at < 3; at++)
        {
            int stop = at;
            steps.Clear();
            using var cancel = new CancellationTokenSource();
            var settings = new RunSettings
            {
                Handle = e =>
                {
                    if (e is not StepFinished { Position.TaskIndex: 1 } s) return;
                    steps.Add(s);
                    if (s.Position.Step == stop) cancel.Cancel();
                },
            };
            Left(strategy, run => Stop(run, cancel.Token), $"a run was canceled at step {at} of its second task and disposed", settings);
            if (steps.Count(s => s.Position.Phase is null) != at + 1)
                throw new ConformanceException($"made {steps.Count} steps though it was canceled in step {at}");
        }
    }

    private static void Stop(ConformanceRun run, CancellationToken token)
    {
        run.Learn(0);
        try
        {
            run.Learn(1, cancellation: token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        throw new ConformanceException("went on though it was canceled");
    }

    private static void Left(StrategyUnderTest strategy, Action<ConformanceRun> work, string when, RunSettings? settings = null)
    {
        long before = LiveTensors.Count;
        using (var run = new ConformanceRun(strategy, settings)) work(run);
        long left = LiveTensors.Count - before;
        if (left != 0) throw new ConformanceException($"left {left} tensors behind: {when}");
    }
}

/// <summary>The check that composing a strategy does no work.</summary>
internal static class ConstructionChecks
{
    public static void Check(StrategyUnderTest strategy)
    {
        strategy.Compose().Dispose();
        long before = LiveTensors.Count;
        using StrategyComposition composition = strategy.Compose();
        if (LiveTensors.Count != before)
            throw new ConformanceException($"made {LiveTensors.Count - before} tensors in its constructor, before there was a model");
        composition.Dispose();
        composition.Dispose();
    }
}

/// <summary>The tensors that this thread has created and not freed.</summary>
internal static class LiveTensors
{
    public static long Count => DisposeScopeManager.Statistics.ThreadTotalLiveCount;
}
