namespace Kif.Strategies;

/// <summary>
/// The replay of KIF-M (spec 8.4): mixed into a task's training, or run once after the fusion while the units specific to the task are frozen. Follows the
/// KIF part, whose decision it reads. Stateless.
/// </summary>
/// <param name="kif">The KIF part.</param>
/// <param name="frozen">Selects the units specific to the task from the fusion's decision.</param>
/// <param name="options">Mode, learning rate and epochs.</param>
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

    /// <summary>Selects, for the threshold fusion, units important now and not before, so taken whole from the task.</summary>
    internal static bool[] Taken(FusionDecision decision) => [.. decision.Coefficients.Select(c => c == 1)];

    /// <summary>Selects, for other fusions, units whose current minus accumulated score is strictly above its percentile.</summary>
    internal static bool[] Ahead(FusionDecision decision, double share)
    {
        double[] ahead = [.. decision.Current.Zip(decision.Accumulated, (p, q) => p - q)];
        double limit = ScoreMath.Percentile(ahead, 1 - share);
        return [.. ahead.Select(a => a > limit)];
    }
}
