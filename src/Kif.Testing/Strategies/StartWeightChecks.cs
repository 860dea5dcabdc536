namespace Kif.Testing;

/// <summary>The check of the weights that plans start tasks from.</summary>
internal static class StartWeightChecks
{
    public static void Check(StrategyUnderTest strategy)
    {
        string? wrong = null;
        StrategyComposition Watched(StrategyComposition composition) => new(
            [.. composition.Parts.Select(p => new StrategyPart(p.Name, new WatchedPlan(p.Strategy, p.Name, told => wrong ??= told)))], composition.Buffer,
            composition.Trains);
        try
        {
            RunTrace.OfThreeTasks(strategy, new() { Wrap = Watched });
        }
        catch (Exception) when (wrong is null)
        {
            // Other errors are reported by the check "learns".
        }
        catch (Exception)
        {
            // A consequence of wrong weights, which are reported themselves.
        }
        if (wrong is not null) throw new ConformanceException(wrong);
    }

    /// <summary>A part whose plans are looked at.</summary>
    private sealed class WatchedPlan(ContinualStrategy inner, string part, Action<string> wrong)
        : WatchedStrategy(inner, new(part, inner, _ => { }, _ => { }))
    {
        public override TaskPlan BeforeTask(in TaskStart task)
        {
            TaskPlan plan = base.BeforeTask(task);
            if (plan?.StartWeights is not { IsInvalid: false } start) return plan!;
            long length = task.Space.Length;
            if (start.dim() != 1 || start.shape[0] != length || start.dtype != task.Space.DType)
                wrong($"starts '{task.Task}' from weights of the shape [{string.Join(", ", start.shape)}] and the type {start.dtype} by the plan of the part "
                    + $"'{part}', but the model's space is {task.Space.DType} [{length}]");
            else if (start.isfinite().logical_not().sum().ToInt64() is > 0 and var bad)
                wrong($"starts '{task.Task}' from weights of which {bad} of {length} are not finite, by the plan of the part '{part}'");
            return plan;
        }
    }
}
