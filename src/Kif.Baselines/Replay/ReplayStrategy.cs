namespace Kif.Baselines;

/// <summary>Experience replay: trains on examples of earlier tasks together with the current task, or separately after each task (spec 10.5).</summary>
/// <param name="options">The replay mode; the buffer is the composition's.</param>
public sealed class ReplayStrategy(ReplayOptions options) : ContinualStrategy
{
    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Memory | (options.Mix == ReplayMode.Separate ? StrategyEffects.Phases : StrategyEffects.None));

    /// <inheritdoc/>
    public override TaskPlan BeginTask(in TaskStarting task) => options.Mix switch
    {
        ReplayMode.Concat => new() { Memory = MemoryMix.Concat },
        ReplayMode.Balanced => new() { Memory = MemoryMix.Balanced },
        _ => TaskPlan.Default,
    };

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskCompleted task) => options.Mix != ReplayMode.Separate || task.Memory.Count == 0
        ? TaskOutcome.Keep
        : new(Closing: [new("rehearsal", [.. task.Memory.Select(m => m.Example)]) { Epochs = options.Epochs, LearningRate = options.LearningRate }]);
}
