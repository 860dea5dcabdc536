namespace Kif.Strategies;

/// <summary>
/// The memory of KIF-M (spec 8.4): mixed into a task's training, or rehearsed once after the fusion while the units specific to the task are frozen. Stands behind the
/// KIF part, whose decision it reads. Keeps nothing itself.
/// </summary>
/// <param name="kif">The part that fuses.</param>
/// <param name="frozen">Which units are specific to the task, from what the fusion decided.</param>
/// <param name="options">Mode, rate and epochs.</param>
internal sealed class KifMemory(KifStrategy kif, Func<FusionDecision, bool[]> frozen, KifMemoryOptions options) : ContinualStrategy
{
    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } =
        new(options.Mode == KifMemoryMode.MixThenFuse ? StrategyEffects.Memory : StrategyEffects.Memory | StrategyEffects.Phases);

    /// <inheritdoc/>
    public override TaskPlan BeginTask(in TaskStarting task) => options.Mode == KifMemoryMode.MixThenFuse ? new() { Memory = MemoryMix.Concat } : TaskPlan.Default;

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskCompleted task)
    {
        if (options.Mode == KifMemoryMode.MixThenFuse || task.Memory.Count == 0 || kif.Decision is not { } decision) return TaskOutcome.Keep;
        double[] free = [.. frozen(decision).Select(f => f ? 0.0 : 1)];
        return new TaskOutcome(Closing:
        [
            new("replay", [.. task.Memory.Select(m => m.Example)])
            {
                LearningRate = options.ReplayRate, Epochs = options.ReplayEpochs, UpdateMask = kif.Units.Spread(free, 1, task.Weights.device),
            },
        ]);
    }

    /// <summary>Threshold fusion: important now and not before, so taken whole from the task.</summary>
    internal static bool[] Taken(FusionDecision decision) => [.. decision.Coefficients.Select(c => c == 1)];

    /// <summary>Other fusions: current minus accumulated score strictly above its percentile.</summary>
    internal static bool[] Ahead(FusionDecision decision, double share)
    {
        double[] ahead = [.. decision.Current.Zip(decision.Accumulated, (p, q) => p - q)];
        double limit = ScoreMath.Percentile(ahead, 1 - share);
        return [.. ahead.Select(a => a > limit)];
    }
}
