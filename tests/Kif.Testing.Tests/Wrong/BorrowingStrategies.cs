namespace Kif.Testing.Tests.Wrong;

internal sealed class OwnRandomness : Pull
{
    private readonly Random random = new();

    public override Tensor? Penalty(in PenaltyInput step) => base.Penalty(step)?.mul(random.NextDouble());
}

internal sealed class TorchRandomness : Pull
{
    public override Tensor? Penalty(in PenaltyInput step) => base.Penalty(step)?.mul(torch.rand(1).sum());
}

internal sealed class LeaksPerStep : Pull
{
    public override StepOutcome AfterStep(in StepEnd step)
    {
        step.Gradients.square().DetachFromDisposeScope();
        return StepOutcome.Continue;
    }
}

internal sealed class LeaksPerTask : Pull
{
    public override void AfterTask(in TaskFinished task)
    {
        base.AfterTask(task);
        task.Weights.clone().DetachFromDisposeScope();
    }
}

internal sealed class FreesAtTheEndOnly : Pull
{
    private Tensor? scratch;

    public override Tensor? Penalty(in PenaltyInput step)
    {
        if (anchor is not null && scratch is null) Keep(ref scratch, step.Weights);
        return base.Penalty(step);
    }

    public override TaskOutcome EndTask(in TaskEnd task)
    {
        scratch?.Dispose();
        scratch = null;
        return TaskOutcome.Keep;
    }
}

internal sealed class MutatesWeights : Pull
{
    public override StepOutcome AfterStep(in StepEnd step)
    {
        step.Weights.mul_(0.99);
        return StepOutcome.Continue;
    }
}

internal sealed class MutatesGradients : Pull
{
    public override GradientOutcome AdjustGradients(in GradientInput step)
    {
        step.Gradients.mul_(0.5);
        return GradientOutcome.Unchanged;
    }
}

internal sealed class MutatesTheExamples : Pull
{
    public override void AfterTask(in TaskFinished task)
    {
        base.AfterTask(task);
        ((Example[])task.Train)[0] = task.Train[0] with { Target = "w1" };
    }
}

internal sealed class MutatesTheMemory : Pull
{
    public override void AfterTask(in TaskFinished task)
    {
        base.AfterTask(task);
        ((List<ReplayExample>)task.Memory).RemoveAt(0);
    }
}

internal sealed class KeepsWhatWasLent : Pull
{
    private Tensor? lent;

    public override void AfterTask(in TaskFinished task)
    {
        base.AfterTask(task);
        lent = task.Weights;
    }

    public override void Visit(IStateVisitor state)
    {
        base.Visit(state);
        if (state is not StateDisposal) state.Vector("lent", ref lent);
    }
}
