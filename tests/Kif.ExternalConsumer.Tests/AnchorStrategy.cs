namespace Kif.ExternalConsumer.Tests;

/// <summary>Pulls the weights towards those kept after the previous task.</summary>
public sealed class AnchorStrategy(AnchorOptions options) : ContinualStrategy
{
    private Tensor? anchor;

    public override Tensor? Penalty(in PenaltyInput step) => anchor is null ? null : options.Lambda / 2 * (step.Weights - anchor).square().sum();

    public override void AfterTask(in TaskFinished task) => Keep(ref anchor, task.Weights);

    public override void Visit(IStateVisitor state) => state.Vector("anchor", ref anchor);
}
