using System.ComponentModel.DataAnnotations;
using Kif;
using static TorchSharp.torch;

namespace ThirdParty.Strategy;

/// <summary>Options of <see cref="SlowWeights"/>.</summary>
public sealed class SlowWeightsOptions
{
    /// <summary>How much of the slow weights stays in every step; 0 switches the averaging off. Default: 0.98.</summary>
    [Range(0.0, 0.9999)]
    public double Momentum { get; set; } = 0.98;
}

/// <summary>
/// Trains fast weights and keeps slow ones: their moving average over the steps, s ← m·s + (1 − m)·w, which starts at the weights of the previous task and so
/// forgets them slowly (Stojanovski et al. 2022, "Momentum-based Weight Interpolation of Strong Zero-Shot Models for Continual Learning"; there the fast
/// weights live on, here the next task starts at the slow ones).
/// </summary>
public sealed class SlowWeights(SlowWeightsOptions options) : ContinualStrategy
{
    private Tensor? slow;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.FinalWeights);

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task)
    {
        Keep(ref slow, task.Weights);
        return TaskPlan.Default;
    }

    /// <inheritdoc/>
    public override StepOutcome AfterStep(in StepEnd step)
    {
        using (no_grad()) slow!.mul_(options.Momentum).add_(step.Weights, alpha: 1 - options.Momentum);
        return StepOutcome.Continue;
    }

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskEnd task) => new(slow);

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state) => state.Vector("slow", ref slow);
}

/// <summary>For <c>kif compare --plugin ThirdParty.Strategy.dll</c>, and <c>services.AddKif(new SlowWeightsPlugin().Register)</c> in a program.</summary>
public sealed class SlowWeightsPlugin : IKifPlugin
{
    /// <inheritdoc/>
    public void Register(KifCatalog kif) =>
        kif.AddStrategy<SlowWeights, SlowWeightsOptions>("slow-weights", "trains fast weights and keeps their moving average over the steps");
}
