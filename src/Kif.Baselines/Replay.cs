using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// Experience replay: trains on examples of earlier tasks together with the current task, or separately after each task (algorithms.md 10.5).
/// </summary>
/// <param name="options">The replay mode; the buffer is the composition's.</param>
internal sealed class ReplayStrategy(ReplayOptions options) : ContinualStrategy
{
    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(
        StrategyEffects.Memory | (options.Mode == ReplayMode.Separate ? StrategyEffects.Phases : StrategyEffects.None));

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task) =>
        options.Mode == ReplayMode.Separate ? TaskPlan.Default : new() { Memory = options.Mode };

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskEnd task) => options.Mode != ReplayMode.Separate || task.Memory.Count == 0
        ? TaskOutcome.Keep
        : new(PostTaskPhases: [new("rehearsal", [.. task.Memory.Select(m => m.Example)]) { Epochs = options.Epochs, LearningRate = options.LearningRate }]);
}

/// <summary>Options of experience replay.</summary>
public sealed class ReplayOptions
{
    /// <summary>The replay mode. Default: shuffled with the task's examples in their natural ratio.</summary>
    [AllowedValues(ReplayMode.Concat, ReplayMode.Balanced, ReplayMode.Separate, ErrorMessage = "allowed: Concat, Balanced, Separate")]
    [SearchRange("concat", "balanced", "separate", Stream = "mix")]
    public ReplayMode Mode { get; set; } = ReplayMode.Concat;

    /// <summary>The number of passes over the replay examples after a task, when trained separately. Default: 1.</summary>
    [Range(1, 1000)]
    public int Epochs { get; set; } = 1;

    /// <summary>The constant learning rate of these passes; null takes the run's base rate. Default: null.</summary>
    [Range(0.0, 10.0, MinimumIsExclusive = true)]
    public double? LearningRate { get; set; }

    /// <summary>The replay buffer. Default: uniform, 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");
}
