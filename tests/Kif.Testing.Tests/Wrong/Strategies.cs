using System.ComponentModel.DataAnnotations;

namespace Kif.Testing.Tests.Wrong;

/// <summary>A pull towards the previous weights that keeps every promise; the wrong ones below differ from it in one thing.</summary>
internal class Pull : ContinualStrategy
{
    private protected Tensor? anchor;

    public override Tensor? Penalty(in StepEnding step) => anchor is null ? null : 0.5 * (step.Weights - anchor).square().sum();

    public override void Kept(in TaskKept task) => Keep(ref anchor, task.Weights);

    public override void Visit(IStateVisitor state) => state.Vector("anchor", ref anchor);
}

internal sealed class ForgetsToSave : Pull
{
    private Tensor? hidden;

    public override Tensor? Penalty(in StepEnding step) => hidden is null ? null : 0.5 * (step.Weights - hidden).square().sum();

    public override void Kept(in TaskKept task)
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

    public override TaskPlan BeginTask(in TaskStarting task)
    {
        steps = 0;
        return TaskPlan.Default;
    }

    public override Tensor? Penalty(in StepEnding step) => base.Penalty(step)?.mul(1 + steps);

    public override StepOutcome AfterStep(in StepCompleted step)
    {
        steps++;
        return StepOutcome.Continue;
    }
}

internal sealed class ChangingNames : Pull
{
    private readonly string name = Guid.NewGuid().ToString("N");

    public override void Visit(IStateVisitor state) => state.Vector(name, ref anchor);
}

internal sealed class OwnRandomness : Pull
{
    private readonly Random random = new();

    public override Tensor? Penalty(in StepEnding step) => base.Penalty(step)?.mul(random.NextDouble());
}

internal sealed class TorchRandomness : Pull
{
    public override Tensor? Penalty(in StepEnding step) => base.Penalty(step)?.mul(torch.rand(1).sum());
}

internal sealed class LeaksPerStep : Pull
{
    public override StepOutcome AfterStep(in StepCompleted step)
    {
        step.Gradients.square().DetachFromDisposeScope();
        return StepOutcome.Continue;
    }
}

internal sealed class LeaksPerTask : Pull
{
    public override void Kept(in TaskKept task)
    {
        base.Kept(task);
        task.Weights.clone().DetachFromDisposeScope();
    }
}

internal sealed class FreesAtTheEndOnly : Pull
{
    private Tensor? scratch;

    public override Tensor? Penalty(in StepEnding step)
    {
        if (anchor is not null && scratch is null) Keep(ref scratch, step.Weights);
        return base.Penalty(step);
    }

    public override TaskOutcome EndTask(in TaskCompleted task)
    {
        scratch?.Dispose();
        scratch = null;
        return TaskOutcome.Keep;
    }
}

internal sealed class MutatesWeights : Pull
{
    public override StepOutcome AfterStep(in StepCompleted step)
    {
        step.Weights.mul_(0.99);
        return StepOutcome.Continue;
    }
}

internal sealed class MutatesGradients : Pull
{
    public override GradientOutcome AdjustGradients(in GradientsReady step)
    {
        step.Gradients.mul_(0.5);
        return GradientOutcome.Unchanged;
    }
}

internal sealed class MutatesTheExamples : Pull
{
    public override void Kept(in TaskKept task)
    {
        base.Kept(task);
        ((Example[])task.Train)[0] = task.Train[0] with { Target = "w1" };
    }
}

internal sealed class MutatesTheMemory : Pull
{
    public override void Kept(in TaskKept task)
    {
        base.Kept(task);
        ((List<Remembered>)task.Memory).RemoveAt(0);
    }
}

internal sealed class KeepsWhatWasLent : Pull
{
    private Tensor? lent;

    public override void Kept(in TaskKept task)
    {
        base.Kept(task);
        lent = task.Weights;
    }

    public override void Visit(IStateVisitor state)
    {
        base.Visit(state);
        if (state is not StateDisposal) state.Vector("lent", ref lent);
    }
}

internal sealed class UndeclaredEffect : Pull
{
    public override TaskOutcome EndTask(in TaskCompleted task) => new(Weights: torch.lerp(task.Start, task.Weights, 0.5));
}

internal sealed class NotFinite : Pull
{
    public override Tensor? Penalty(in StepEnding step) => anchor is null ? null : (step.Weights - anchor).square().sum() / 0.0;
}

internal sealed class HoldsOnToALoss : Pull
{
    private double average;

    public override Tensor? Loss(in ForwardCompleted pass)
    {
        average = 0.9 * average + 0.1 * pass.Result.Loss.ToDouble();
        return null;
    }

    public override Tensor? Penalty(in StepEnding step) => base.Penalty(step)?.mul(average);

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

    public override Tensor? Penalty(in StepEnding step) => anchor is not { } a || a.NumberOfElements == 1 ? null : base.Penalty(step);

    public override void Visit(IStateVisitor state)
    {
        if (anchor is { } a && a.NumberOfElements == 1) state.Tensor("anchor", ref anchor);
        else base.Visit(state);
    }
}

internal sealed class SharesAStaticField : Pull
{
    private static double last;

    public override TaskPlan BeginTask(in TaskStarting task)
    {
        if (task.Index == 0) last = 0;
        return TaskPlan.Default;
    }

    public override Tensor? Penalty(in StepEnding step) => base.Penalty(step)?.mul(1 + last);

    public override void Kept(in TaskKept task)
    {
        base.Kept(task);
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
    public override TaskOutcome EndTask(in TaskCompleted task) => task.Train.Count > 1 ? TaskOutcome.Keep : throw new InvalidOperationException("no variance of one example");
}

internal sealed class RefusesARepeatedTask : Pull
{
    private List<string> tasks = [];

    public override void Kept(in TaskKept task)
    {
        base.Kept(task);
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

    public override StepOutcome AfterStep(in StepCompleted step)
    {
        losses[step.Position.Step] = step.ClippingFactor;
        return StepOutcome.Continue;
    }
}

internal sealed class KnowsOneFamily : Pull
{
    public override void Attach(in SpaceAttached space) => _ = space.Space.Parameters.First(p => p.Name.Contains("encoder.block.0", StringComparison.Ordinal));
}

internal sealed class FoldsIntoTheBase : ContinualStrategy
{
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Adapter);

    public override TaskPlan BeginTask(in TaskStarting task) => task.Index == 0 ? TaskPlan.Default : new() { Grow = AdapterGrowth.Fold };
}

public sealed class EveryOptions
{
    public int Every { get; set; } = 2;
}

internal sealed class NoRange(EveryOptions options) : Pull
{
    public override Tensor? Penalty(in StepEnding step) => step.Position.Step % options.Every == 0 ? base.Penalty(step) : null;
}

public sealed class HalfOpenOptions
{
    [Range(0.0, 1.0)]
    public double Strength { get; set; } = 0.5;
}

internal sealed class BreaksAtTheEndOfItsRange(HalfOpenOptions options) : Pull
{
    public override TaskPlan BeginTask(in TaskStarting task) => options.Strength > 0 ? TaskPlan.Default : throw new InvalidOperationException("no strength");
}

internal sealed class ActsWhenSwitchedOff(HalfOpenOptions options) : Pull
{
    public override Tensor? Penalty(in StepEnding step) => base.Penalty(step)?.mul(0.1 + options.Strength);
}
