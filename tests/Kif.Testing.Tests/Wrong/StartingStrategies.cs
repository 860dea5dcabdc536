namespace Kif.Testing.Tests.Wrong;

/// <summary>Answers with other weights than it trains on, and starts from those that it trained; the wrong ones below differ from it in one thing.</summary>
internal class StartsElsewhere : ContinualStrategy
{
    private protected Tensor? trained;

    public override StrategyTraits Traits => new(StrategyEffects.FinalWeights);

    public override TaskPlan BeforeTask(in TaskStart task) => new() { StartWeights = Start() };

    public override TaskOutcome EndTask(in TaskEnd task)
    {
        Keep(ref trained, task.Weights);
        return new(task.Weights * 0.5);
    }

    public override void Visit(IStateVisitor state) => state.Vector("trained", ref trained);

    private protected virtual Tensor? Start() => trained;
}

internal sealed class StartsWithoutSaying : StartsElsewhere
{
    public override StrategyTraits Traits => new();

    public override TaskOutcome EndTask(in TaskEnd task)
    {
        Keep(ref trained, task.Weights);
        return TaskOutcome.Keep;
    }
}

internal sealed class ForgetsItsStart : StartsElsewhere
{
    private Tensor? hidden;

    public override TaskOutcome EndTask(in TaskEnd task)
    {
        Keep(ref hidden, task.Weights);
        return base.EndTask(task);
    }

    public override void Visit(IStateVisitor state)
    {
        base.Visit(state);
        if (state is StateDisposal) state.Tensor("hidden", ref hidden);
    }

    private protected override Tensor? Start() => hidden;
}

internal sealed class StartsFromNoNumbers : StartsElsewhere
{
    private protected override Tensor? Start() => trained is null ? null : trained * double.NaN;
}

internal sealed class StartsInAnotherSpace : StartsElsewhere
{
    private protected override Tensor? Start() => trained?.narrow(0, 0, 3);
}
