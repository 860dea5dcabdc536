namespace Kif.Baselines;

/// <summary>Experience replay: remembered examples of earlier tasks are trained along (spec 10.5).</summary>
/// <param name="mix">How they enter the training.</param>
public sealed class ReplayStrategy(MemoryMix mix) : ContinualStrategy
{
    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Memory);

    /// <inheritdoc/>
    public override TaskPlan BeginTask(in TaskStarting task) => new() { Memory = mix };
}
