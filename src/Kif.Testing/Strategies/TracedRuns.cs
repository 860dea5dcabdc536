using Kif.Pipeline.Events;

namespace Kif.Testing;

/// <summary>The checks of whole runs over three tasks.</summary>
internal static class TracedRuns
{
    private const int Count = 3;

    /// <summary>Runs three tasks and returns the trace.</summary>
    public static RunTrace Trace(StrategySubject subject, RunSettings? settings = null, int first = 0)
    {
        using var run = new ConformanceRun(subject, settings);
        for (int task = 0; task < Count; task++) run.Learn(first + task);
        return run.Trace();
    }

    public static void Effects(StrategySubject subject)
    {
        try
        {
            Trace(subject);
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

    public static void Learns(StrategySubject subject)
    {
        using var run = new ConformanceRun(subject);
        for (int task = 0; task < Count; task++) run.Learn(task);
        foreach (string name in run.Tasks)
        {
            if (run.Learner.WeightsFor(name) is not { } weights) continue;
            if (weights.dim() != 1 || weights.shape[0] != run.Learner.Model.Space.Length)
                throw new ConformanceException($"answers for '{name}' with weights of the shape [{string.Join(", ", weights.shape)}], but the model's space has {run.Learner.Model.Space.Length} entries");
        }
    }

    public static void Finite(StrategySubject subject)
    {
        StepFinished? lost = null;
        using var run = new ConformanceRun(subject, new() { Hear = e => lost ??= e is StepFinished { Skipped: true } s ? s : null });
        for (int task = 0; task < Count; task++)
        {
            run.Learn(task);
            if (lost is not null) throw new ConformanceException($"made the gradient of step {lost.Position.Step} of '{lost.Position.Task}' {lost.GradientNorm}, so that it was skipped ({Terms(lost)})");
            NotFinite(run, $"after task {task + 1}");
        }
    }

    /// <exception cref="ConformanceException">The weights have an element that is not finite.</exception>
    public static void NotFinite(ConformanceRun run, string when)
    {
        using var scope = torch.NewDisposeScope();
        long bad = run.Learner.Weights.isfinite().logical_not().sum().ToInt64();
        if (bad > 0) throw new ConformanceException($"left {bad} of {run.Learner.Model.Space.Length} weights that are not finite {when}");
    }

    public static void On(StrategySubject subject, ConformanceModel kind) => Survives(subject, new() { Model = kind }, kind == ConformanceModel.EncoderDecoder ? "an encoder–decoder" : "a decoder-only model");

    public static void Half(StrategySubject subject)
    {
        using (StrategyComposition composition = subject.Compose())
            if (composition.Trains == TrainedWeights.All) throw new NotApplicableException("all weights train, so nothing is frozen");
        Survives(subject, new() { DType = ScalarType.BFloat16 }, "a bfloat16 base");
    }

    private static void Survives(StrategySubject subject, RunSettings settings, string on)
    {
        using var run = new ConformanceRun(subject, settings);
        try
        {
            for (int task = 0; task < Count; task++) run.Learn(task);
        }
        catch (Exception e) when (e is not ConformanceException)
        {
            throw new ConformanceException($"failed on {on}: {e.GetType().Name}: {e.Message}", e);
        }
        NotFinite(run, $"on {on}");
    }

    private static string Terms(StepFinished step) => step.Terms.Count == 0 ? $"loss {step.Loss}" : $"loss {step.Loss}, {string.Join(", ", step.Terms.Select(t => $"{t.Key} {t.Value}"))}";
}
