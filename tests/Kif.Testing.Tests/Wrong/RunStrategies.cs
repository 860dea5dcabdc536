namespace Kif.Testing.Tests.Wrong;

internal sealed class UndeclaredEffect : Pull
{
    public override TaskOutcome EndTask(in TaskEnd task) => new(Weights: torch.lerp(task.Start, task.Weights, 0.5));
}

internal sealed class NotFinite : Pull
{
    public override Tensor? Penalty(in PenaltyInput step) => anchor is null ? null : (step.Weights - anchor).square().sum() / 0.0;
}

internal sealed class HoldsOnToALoss : Pull
{
    private double average;

    public override Tensor? Loss(in LossInput pass)
    {
        average = 0.9 * average + 0.1 * pass.Result.Loss.ToDouble();
        return null;
    }

    public override Tensor? Penalty(in PenaltyInput step) => base.Penalty(step)?.mul(average);

    public override void Visit(IStateVisitor state)
    {
        base.Visit(state);
        state.Value("average", ref average);
    }
}

internal sealed class CountsLessThanItWrites : Pull
{
    public override void Visit(IStateVisitor state)
    {
        if (state is not StateSize) base.Visit(state);
    }
}

internal sealed class WorksInItsConstructor : Pull
{
    public WorksInItsConstructor() => anchor = torch.zeros(1).DetachFromDisposeScope();

    public override Tensor? Penalty(in PenaltyInput step) => anchor is not { } a || a.NumberOfElements == 1 ? null : base.Penalty(step);

    public override void Visit(IStateVisitor state)
    {
        if (anchor is { } a && a.NumberOfElements == 1) state.Tensor("anchor", ref anchor);
        else base.Visit(state);
    }
}

internal sealed class SharesAStaticField : Pull
{
    private static double last;

    public override TaskPlan BeforeTask(in TaskStart task)
    {
        if (task.Index == 0) last = 0;
        return TaskPlan.Default;
    }

    public override Tensor? Penalty(in PenaltyInput step) => base.Penalty(step)?.mul(1 + last);

    public override void AfterTask(in TaskFinished task)
    {
        base.AfterTask(task);
        last = task.Weights.norm().ToDouble();
    }

    public override void Visit(IStateVisitor state)
    {
        base.Visit(state);
        state.Value("last", ref last);
    }
}

internal sealed class NeedsTwoExamples : Pull
{
    public override TaskOutcome EndTask(in TaskEnd task) =>
        task.Train.Count > 1 ? TaskOutcome.Keep : throw new InvalidOperationException("no variance of one example");
}

internal sealed class RefusesARepeatedTask : Pull
{
    private List<string> tasks = [];

    public override void AfterTask(in TaskFinished task)
    {
        base.AfterTask(task);
        tasks.Add(task.Task);
        _ = tasks.ToDictionary(name => name);
    }

    public override void Visit(IStateVisitor state)
    {
        base.Visit(state);
        state.Value("tasks", ref tasks);
    }
}

internal sealed class TooManySteps : Pull
{
    private readonly double[] losses = new double[16];

    public override StepOutcome AfterStep(in StepEnd step)
    {
        losses[step.Position.Step] = step.ClippingFactor;
        return StepOutcome.Continue;
    }
}

internal sealed class KnowsOneFamily : Pull
{
    public override void AttachSpace(in SpaceAttachment space) =>
        _ = space.Space.Parameters.First(p => p.Name.Contains("encoder.block.0", StringComparison.Ordinal));
}

internal sealed class FoldsIntoTheBase : ContinualStrategy
{
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Adapter);

    public override TaskPlan BeforeTask(in TaskStart task) => task.Index == 0 ? TaskPlan.Default : new() { Grow = AdapterGrowth.Merge };
}
