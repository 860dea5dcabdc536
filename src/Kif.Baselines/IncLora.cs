namespace Kif;

/// <summary>Incremental LoRA: a new adapter per task; earlier ones are frozen and stay active (algorithms.md 10.4).</summary>
/// <param name="grow">The treatment of earlier adapters.</param>
internal sealed class IncLoraStrategy(AdapterGrowth grow) : ContinualStrategy
{
    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Adapter);

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task) => task.Index == 0 ? TaskPlan.Default : new() { Grow = grow };
}

/// <summary>Options of incremental adapters.</summary>
public sealed class IncLoraOptions
{
    /// <summary>
    /// The treatment of earlier adapters: beside the base (time and memory grow with the tasks) or merged into a copy of it (constant; needs a base in float32
    /// or float64). Both compute the same. Default: beside the base.
    /// </summary>
    public AdapterGrowth Grow { get; set; } = AdapterGrowth.Stack;
}
