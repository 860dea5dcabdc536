namespace Kif.SamplePlugin;

/// <summary>Pulls the weights towards those kept after the previous task.</summary>
public sealed class SampleStrategy(SampleOptions options) : ContinualStrategy
{
    private Tensor? anchor;

    public override Tensor? Penalty(in PenaltyInput step) => anchor is null ? null : options.Lambda / 2 * (step.Weights - anchor).square().sum();

    public override void AfterTask(in TaskFinished task)
    {
        if (options.Fails) throw new NotSupportedException("it was told to fail");
        if (options.Exits) Environment.Exit(0);
        Keep(ref anchor, task.Weights);
    }

    public override void Visit(IStateVisitor state) => state.Vector("anchor", ref anchor);
}
