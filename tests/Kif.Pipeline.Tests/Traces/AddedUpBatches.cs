namespace Kif.Pipeline.Tests.Traces;

/// <summary>Multiplies the gradients of a step by the number of its batches: from their mean their sum, before clipping.</summary>
internal sealed class AddedUpBatches(Func<int, int> batches) : ContinualStrategy
{
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Gradients);

    public override GradientOutcome AdjustGradients(in GradientInput step) => new(step.Gradients * batches(step.Position.Step));
}
