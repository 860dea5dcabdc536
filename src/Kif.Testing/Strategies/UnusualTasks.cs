namespace Kif.Testing;

/// <summary>The checks of streams with unusual tasks.</summary>
internal static class UnusualTasks
{
    /// <summary>Checks that a task without examples is refused, without any effect on the tasks before and after.</summary>
    public static void Empty(StrategySubject subject)
    {
        using var run = new ConformanceRun(subject);
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
            throw new ConformanceException("learnt a task without examples, which is refused");
        }
        if (TracedRuns.Trace(subject).Difference(run.Trace()) is { } difference) throw new ConformanceException($"was changed by a task that was refused: {difference}");
    }

    public static void OneExample(StrategySubject subject) => Stream(subject, "with a task of one example", (0, 8), (1, 1), (2, 8), (3, 1));

    public static void Twice(StrategySubject subject)
    {
        Stream(subject, "with a task that came again", (0, 8), (1, 8), (0, 8), (0, 8));
        Stream(subject, "with a task that came twice in a row", (0, 8), (0, 8));
    }

    public static void Long(StrategySubject subject) => Stream(subject, "with a task of 60 examples", (0, 8), (1, 60), (2, 8));

    private static void Stream(StrategySubject subject, string what, params (int Task, int Count)[] tasks)
    {
        using var run = new ConformanceRun(subject);
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
            TracedRuns.NotFinite(run, $"on a stream {what}");
            if (run.Learner.Cost.SkippedSteps > 0) throw new ConformanceException($"made a gradient that is not finite on a stream {what}");
        }
        if (StateListing.Of(run.Composition).Names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ConformanceException($"shows two pieces of state under the name '{twice.Key}' on a stream {what}");
    }
}
