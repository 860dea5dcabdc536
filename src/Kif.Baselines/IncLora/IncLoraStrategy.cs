namespace Kif.Baselines;

/// <summary>Incremental LoRA: a new adapter per task; earlier ones are frozen and stay active (spec 10.4).</summary>
/// <param name="grow">The treatment of earlier adapters.</param>
public sealed class IncLoraStrategy(AdapterGrowth grow) : ContinualStrategy
{
    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Adapter);

    /// <inheritdoc/>
    public override TaskPlan BeginTask(in TaskStarting task) => task.Index == 0 ? TaskPlan.Default : new() { Grow = grow };
}
