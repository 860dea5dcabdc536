using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>Options of the moving average of weights.</summary>
internal sealed class EmaOptions
{
    /// <summary>μ, the share of the average that stays at each step; 0 answers with the trained weights. Default: 0.995.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.9, 0.999)]
    public double Momentum { get; set; } = 0.995;

    /// <summary>Whether the average takes the weights from before each step, once a micro-batch, as the published code of SuRe does. Default: false.</summary>
    public bool BeforeStep { get; set; }
}

/// <summary>
/// Answers with slow weights, an exponential moving average of those in training over the steps of all tasks: slow ← μ·slow + (1 − μ)·fast. Training goes on
/// from the fast ones (algorithms.md 10.16). Of an adapter the factors are averaged, not their product.
/// </summary>
/// <param name="options">The momentum, and which weights of a step count.</param>
internal sealed class EmaStrategy(EmaOptions options) : ContinualStrategy
{
    private Tensor? slow, fast;
    private int batches;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.FinalWeights);

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task)
    {
        if (slow is null) Keep(ref slow, task.Weights);
        batches = 0;
        return new() { StartWeights = fast, NeedsPath = options.BeforeStep };
    }

    /// <inheritdoc/>
    public override Tensor? Loss(in LossInput pass)
    {
        batches++;
        return null;
    }

    /// <inheritdoc/>
    public override StepOutcome AfterStep(in StepEnd step)
    {
        // The micro-batches of a step see the same weights: n averages in a row are one with μⁿ.
        double stays = options.BeforeStep ? Math.Pow(options.Momentum, batches) : options.Momentum;
        using Tensor now = slow! * stays, share = (options.BeforeStep ? step.PreviousWeights! : step.Weights) * (1 - stays), next = now + share;
        Keep(ref slow, next);
        batches = 0;
        return StepOutcome.Continue;
    }

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskEnd task)
    {
        Keep(ref fast, task.Weights);
        return new(slow);
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Vector("slow", ref slow);
        state.Vector("fast", ref fast);
    }
}
