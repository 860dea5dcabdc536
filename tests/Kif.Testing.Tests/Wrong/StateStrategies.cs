namespace Kif.Testing.Tests.Wrong;

/// <summary>A pull towards the previous weights that keeps every promise; the wrong ones below differ from it in one thing.</summary>
internal class Pull : ContinualStrategy
{
    private protected Tensor? anchor;

    public override Tensor? Penalty(in PenaltyInput step) => anchor is null ? null : 0.5 * (step.Weights - anchor).square().sum();

    public override void AfterTask(in TaskFinished task) => Keep(ref anchor, task.Weights);

    public override void Visit(IStateVisitor state) => state.Vector("anchor", ref anchor);
}

internal sealed class ForgetsToSave : Pull
{
    private Tensor? hidden;

    public override Tensor? Penalty(in PenaltyInput step) => hidden is null ? null : 0.5 * (step.Weights - hidden).square().sum();

    public override void AfterTask(in TaskFinished task)
    {
        Keep(ref hidden, task.Weights);
        Keep(ref anchor, task.Weights);
    }

    public override void Visit(IStateVisitor state)
    {
        base.Visit(state);
        if (state is StateDisposal) state.Tensor("hidden", ref hidden);
    }
}

internal sealed class ForgetsWithinATask : Pull
{
    private double steps;

    public override TaskPlan BeforeTask(in TaskStart task)
    {
        steps = 0;
        return TaskPlan.Default;
    }

    public override Tensor? Penalty(in PenaltyInput step) => base.Penalty(step)?.mul(1 + steps);

    public override StepOutcome AfterStep(in StepEnd step)
    {
        steps++;
        return StepOutcome.Continue;
    }
}

internal sealed class KeepsPartOfASum : Pull
{
    private double sum;

    public override void AfterTask(in TaskFinished task)
    {
        foreach (Example e in task.Train) sum += task.Passes.Forward([e], task.Weights).Loss.ToDouble();
        Keep(ref anchor, task.Weights * (1 + sum / 1000));
        sum = 0;
    }
}

internal sealed class KeepsPartOfAPreparation : Pull
{
    private double sum, scale = 1;

    public override Tensor? PrepareTask(in TaskPreparation task)
    {
        foreach (Example e in task.Train) sum += task.Passes.Forward([e], task.Weights).Loss.ToDouble();
        (scale, sum) = (1 + sum / 1000, 0);
        return null;
    }

    public override Tensor? Penalty(in PenaltyInput step) => base.Penalty(step)?.mul(scale);

    public override void Visit(IStateVisitor state)
    {
        base.Visit(state);
        state.Value("scale", ref scale);
    }
}

internal sealed class ChangingNames : Pull
{
    private readonly string name = Guid.NewGuid().ToString("N");

    public override void Visit(IStateVisitor state) => state.Vector(name, ref anchor);
}
