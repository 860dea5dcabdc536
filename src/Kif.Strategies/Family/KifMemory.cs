using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// The replay of KIF-M (algorithms.md 8.4): mixed into a task's training, or run once after the fusion while the units specific to the task are frozen. Follows
/// the KIF part, whose decision it reads. Stateless.
/// </summary>
/// <param name="kif">The KIF part.</param>
/// <param name="frozen">Selects the units specific to the task from the fusion's decision.</param>
/// <param name="options">Mode, learning rate and epochs.</param>
internal sealed class KifMemory(KifStrategy kif, Func<FusionExplanation, bool[]> frozen, KifMemoryOptions options) : ContinualStrategy
{
    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } =
        new(options.Mode == ReplayMode.Concat ? StrategyEffects.Memory : StrategyEffects.Memory | StrategyEffects.Phases);

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task) =>
        options.Mode == ReplayMode.Concat ? new() { Memory = ReplayMode.Concat } : TaskPlan.Default;

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskEnd task)
    {
        if (options.Mode == ReplayMode.Concat || task.Memory.Count == 0 || kif.Decision is not { } decision) return TaskOutcome.Keep;
        double[] free = [.. frozen(decision).Select(f => f ? 0.0 : 1)];
        return new TaskOutcome(PostTaskPhases:
        [
            new("replay", [.. task.Memory.Select(m => m.Example)])
            {
                LearningRate = options.ReplayLearningRate, Epochs = options.ReplayEpochs, UpdateMask = kif.Units.Spread(free, 1, task.Weights.device),
            },
        ]);
    }

    /// <summary>Selects, for the threshold fusion, units important now and not before, so taken whole from the task.</summary>
    internal static bool[] Taken(FusionExplanation decision) => [.. decision.Coefficients.Select(c => c == 1)];

    /// <summary>Selects, for other fusions, units whose current minus accumulated score is strictly above its percentile.</summary>
    internal static bool[] Ahead(FusionExplanation decision, double share)
    {
        double[] ahead = [.. decision.Current.Zip(decision.Accumulated, (p, q) => p - q)];
        double limit = ScoreMath.Quantile(ahead, 1 - share);
        return [.. ahead.Select(a => a > limit)];
    }
}

/// <summary>Options of KIF-M: the parts of KIF-LoRA and a replay buffer (algorithms.md 8.4).</summary>
public sealed class KifMemoryOptions() : KifFamilyOptions("rank", "mixed", "adaptive", 0.1)
{
    /// <summary>
    /// The replay mode. Concat trains a task on its own examples and all replay examples, shuffled; importance sees both; then the task is fused as usual.
    /// Separate trains a task on its own examples and fuses it; then it trains the fused weights on replay examples, with the units specific to the task
    /// frozen. Default: concat.
    /// </summary>
    [AllowedValues(ReplayMode.Concat, ReplayMode.Separate, ErrorMessage = "allowed: Concat, Separate")]
    public ReplayMode Mode { get; set; } = ReplayMode.Concat;

    /// <summary>The replay buffer. Default: uniform, 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");

    /// <summary>The constant learning rate of the replay after fusion. Default: 1e-4.</summary>
    [Range(0.0, 10.0)]
    public double ReplayLearningRate { get; set; } = 1e-4;

    /// <summary>The number of passes over the replay examples after fusion. Default: 1.</summary>
    [Range(1, 10_000)]
    public int ReplayEpochs { get; set; } = 1;

    /// <summary>
    /// The share of units that the replay after fusion freezes as specific to the task, by current minus accumulated score. The threshold fusion ignores
    /// it and freezes the units that it takes from the task. Default: 0.2.
    /// </summary>
    [Range(0.0, 1.0)]
    public double FrozenShare { get; set; } = 0.2;
}
