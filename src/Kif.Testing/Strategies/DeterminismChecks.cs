namespace Kif.Testing;

/// <summary>The checks of runs that must give the same result.</summary>
internal static class DeterminismChecks
{
    public static void Determinism(StrategyUnderTest strategy)
    {
        if (strategy.Usual.DifferenceOfBits(RunTrace.OfThreeTasks(strategy)) is { } difference)
            throw new ConformanceException($"came out differently when it was run again with the same seed: {difference}");
    }

    public static void Randomness(StrategyUnderTest strategy)
    {
        byte[] before = TorchGenerator.State();
        RunTrace.OfThreeTasks(strategy, new() { SetsTorchGenerator = false });
        bool used = !TorchGenerator.State().AsSpan().SequenceEqual(before);
        TorchGenerator.Restore(before);
        if (used) throw new ConformanceException("drew from torch's global generator, or seeded it");
    }

    /// <summary>Checks two runs that take turns, as two comparisons in one process would.</summary>
    public static void Isolation(StrategyUnderTest strategy)
    {
        RunTrace alone = strategy.Usual, otherAlone = RunTrace.OfThreeTasks(strategy, new() { Seed = 2 }, first: 3);
        using var run = new ConformanceRun(strategy);
        using var other = new ConformanceRun(strategy, new() { Seed = 2 });
        for (int task = 0; task < 3; task++)
        {
            run.Learn(task);
            other.Learn(3 + task);
        }
        if ((alone.Difference(run.Trace()) ?? otherAlone.Difference(other.Trace())) is { } difference)
            throw new ConformanceException(
                $"came out differently beside another run in the same process, so it keeps something in a static field: {difference}");
    }

    public static void Inactive(StrategyUnderTest strategy)
    {
        if (strategy.Inactive is not { } off) throw new NotApplicableException("no options are given under which it changes nothing");
        StrategyComposition without = strategy.Compose(off);
        TrainedWeights trains = without.Trains;
        without.Dispose();
        RunTrace plain = RunTrace.OfThreeTasks(strategy, new() { Compose = () => new([], trains: trains) }),
            inactive = RunTrace.OfThreeTasks(strategy, new() { Compose = () => strategy.Compose(off) });
        if (plain.Difference(inactive with { State = plain.State }) is { } difference)
            throw new ConformanceException($"changed a run though it was switched off: {difference}");
    }
}
