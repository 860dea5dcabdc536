namespace Kif.Testing;

/// <summary>The checks of whole runs over three tasks.</summary>
internal static class TrainingChecks
{
    private const int Count = 3;

    public static void Effects(StrategyUnderTest strategy)
    {
        try
        {
            RunTrace.OfThreeTasks(strategy);
        }
        catch (CompositionException e) when (e.Message.Contains("without declaring", StringComparison.Ordinal))
        {
            throw new ConformanceException($"was stopped by the loop: {e.Message}", e);
        }
        catch (Exception)
        {
            // Other errors are reported by the check "learns".
        }
    }

    public static void Learns(StrategyUnderTest strategy)
    {
        using var run = new ConformanceRun(strategy);
        for (int task = 0; task < Count; task++) run.Learn(task);
        foreach (string name in run.Tasks)
        {
            if (run.Learner.WeightsFor(name) is not { } weights) continue;
            if (weights.dim() != 1 || weights.shape[0] != run.Learner.Model.Space.Length)
                throw new ConformanceException(
                    $"answers for '{name}' with weights of the shape [{string.Join(", ", weights.shape)}], but the model's space "
                    + $"has {run.Learner.Model.Space.Length} elements");
        }
    }

    public static void Finite(StrategyUnderTest strategy)
    {
        StepFinished? lost = null;
        using var run = new ConformanceRun(strategy, new() { Handle = e => lost ??= e is StepFinished { Skipped: true } s ? s : null });
        for (int task = 0; task < Count; task++)
        {
            run.Learn(task);
            if (lost is not null)
                throw new ConformanceException(
                    $"made the gradient of step {lost.Position.Step} of '{lost.Position.Task}' {lost.GradientNorm}, so that it was skipped ({Terms(lost)})");
            AssertFinite(run, $"after task {task + 1}");
        }
    }

    /// <exception cref="ConformanceException">The weights have an element that is not finite.</exception>
    public static void AssertFinite(ConformanceRun run, string when)
    {
        using var scope = torch.NewDisposeScope();
        long bad = run.Learner.Weights.isfinite().logical_not().sum().ToInt64();
        if (bad > 0) throw new ConformanceException($"left {bad} of {run.Learner.Model.Space.Length} weights that are not finite {when}");
    }

    public static void On(StrategyUnderTest strategy, ConformanceModel kind) =>
        Survives(strategy, new() { Model = kind }, kind == ConformanceModel.EncoderDecoder ? "an encoder–decoder" : "a decoder-only model");

    public static void HalfPrecision(StrategyUnderTest strategy)
    {
        using (StrategyComposition composition = strategy.Compose())
            if (composition.Trains == TrainedWeights.All) throw new NotApplicableException("all weights train, so nothing is frozen");
        Survives(strategy, new() { DType = ScalarType.BFloat16 }, "a bfloat16 base");
    }

    private static void Survives(StrategyUnderTest strategy, RunSettings settings, string on)
    {
        using var run = new ConformanceRun(strategy, settings);
        try
        {
            for (int task = 0; task < Count; task++) run.Learn(task);
        }
        catch (Exception e) when (e is not ConformanceException)
        {
            throw new ConformanceException($"failed on {on}: {e.GetType().Name}: {e.Message}", e);
        }
        AssertFinite(run, $"on {on}");
    }

    private static string Terms(StepFinished step) =>
        step.Terms.Count == 0 ? $"loss {step.Loss}" : $"loss {step.Loss}, {string.Join(", ", step.Terms.Select(t => $"{t.Key} {t.Value}"))}";
}

/// <summary>The checks of streams with unusual tasks.</summary>
internal static class UnusualTaskChecks
{
    /// <summary>Checks that a task without examples is refused, without any effect on the tasks before and after.</summary>
    public static void Empty(StrategyUnderTest strategy)
    {
        using var run = new ConformanceRun(strategy);
        for (int task = 0; task < 3; task++)
        {
            run.Learn(task);
            try
            {
                run.Learner.Learn("nothing", []);
            }
            catch (ArgumentException e) when (e.Message.Contains("'nothing'", StringComparison.Ordinal))
            {
                continue;
            }
            throw new ConformanceException("learned a task without examples, which is refused");
        }
        if (strategy.Usual.Difference(run.Trace()) is { } difference)
            throw new ConformanceException($"was changed by a task that was refused: {difference}");
    }

    public static void OneExample(StrategyUnderTest strategy) => Stream(strategy, "with a task of one example", (0, 8), (1, 1), (2, 8), (3, 1));

    public static void Twice(StrategyUnderTest strategy)
    {
        Stream(strategy, "with a task that came again", (0, 8), (1, 8), (0, 8), (0, 8));
        Stream(strategy, "with a task that came twice in a row", (0, 8), (0, 8));
    }

    public static void Long(StrategyUnderTest strategy) => Stream(strategy, "with a task of 60 examples", (0, 8), (1, 60), (2, 8));

    private static void Stream(StrategyUnderTest strategy, string what, params (int Task, int Count)[] tasks)
    {
        using var run = new ConformanceRun(strategy);
        foreach ((int task, int count) in tasks)
        {
            try
            {
                run.Learn(task, count);
            }
            catch (Exception e) when (e is not ConformanceException)
            {
                throw new ConformanceException($"failed on a stream {what}: {e.GetType().Name}: {e.Message}", e);
            }
            TrainingChecks.AssertFinite(run, $"on a stream {what}");
            if (run.Learner.Cost.SkippedSteps > 0) throw new ConformanceException($"made a gradient that is not finite on a stream {what}");
        }
        if (StateListing.Of(run.Composition).Names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ConformanceException($"shows two pieces of state under the name '{twice.Key}' on a stream {what}");
    }
}
