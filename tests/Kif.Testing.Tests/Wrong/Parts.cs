namespace Kif.Testing.Tests.Wrong;

internal sealed class OverlappingUnits : ISkillUnitDecomposer
{
    public SkillUnits Decompose(ParameterSpace space) => new(space, [new("first", [UnitPart.Of(0)]), new("second", [UnitPart.Of(0), UnitPart.Of(1)])]);
}

internal sealed class MissingUnits : ISkillUnitDecomposer
{
    public SkillUnits Decompose(ParameterSpace space) =>
        new(space, [.. space.Parameters.Skip(1).Select((p, i) => new SkillUnit(p.Name, [UnitPart.Of(i + 1)]))]);
}

internal sealed class ShuffledUnits : ISkillUnitDecomposer
{
    private bool turned;

    public SkillUnits Decompose(ParameterSpace space)
    {
        SkillUnit[] units = [.. space.Parameters.Select((p, i) => new SkillUnit(p.Name, [UnitPart.Of(i)]))];
        if (turned = !turned) Array.Reverse(units);
        return new(space, units);
    }
}

/// <summary>|g| of the last step; the wrong ones below differ from it in one thing.</summary>
internal class LastGradient : IImportanceEstimator
{
    public IImportanceTracker Track(in TaskStart task) => Make(task.Space);

    private protected virtual IImportanceTracker Make(ParameterSpace space) => new Tracker(space);

    internal class Tracker(ParameterSpace space) : IImportanceTracker
    {
        private protected Tensor? last = space.Zeros().DetachFromDisposeScope();

        public void Observe(in StepEnd step) => last!.copy_(step.Gradients.abs());

        public virtual Tensor Score(in TaskEnd task) => last!.clone();

        public void Visit(IStateVisitor state) => state.Vector("last", ref last);
    }
}

internal sealed class NegativeScores : LastGradient
{
    private protected override IImportanceTracker Make(ParameterSpace space) => new Negative(space);

    private sealed class Negative(ParameterSpace space) : Tracker(space)
    {
        public override Tensor Score(in TaskEnd task) => last!.sub(1);
    }
}

internal sealed class GivesItsState : LastGradient
{
    private protected override IImportanceTracker Make(ParameterSpace space) => new Giving(space);

    private sealed class Giving(ParameterSpace space) : Tracker(space)
    {
        public override Tensor Score(in TaskEnd task) => last!;
    }
}

internal sealed class FirstExampleOnly : LastGradient
{
    private protected override IImportanceTracker Make(ParameterSpace space) => new First(space);

    private sealed class First(ParameterSpace space) : Tracker(space)
    {
        public override Tensor Score(in TaskEnd task) =>
            task.Passes.Gradients([task.Train[0]], task.Weights, GradientTarget.CrossEntropy, GradientReduction.MeanAbsolute);
    }
}

internal sealed class OneCoefficientTooFew : IKnowledgeFuser
{
    public Fusion Fuse(in FusionInput input) => new([.. Enumerable.Repeat(0.5, input.Units.Count - 1)]);
}

internal sealed class TwiceAsMuch : IKnowledgeFuser
{
    public Fusion Fuse(in FusionInput input) => new([.. Enumerable.Repeat(2.0, input.Units.Count)]);
}

internal sealed class AnotherShape : IKnowledgeFuser
{
    public Fusion Fuse(in FusionInput input) => new([.. Enumerable.Repeat(0.5, input.Units.Count)], input.CurrentWeights.view(1, -1).clone());
}

internal sealed class ForgetsAnEntry : IKnowledgeFuser
{
    public Fusion Fuse(in FusionInput input)
    {
        Tensor fused = torch.zeros_like(input.CurrentWeights);
        fused.narrow(0, 1, fused.shape[0] - 1).copy_(input.CurrentWeights.narrow(0, 1, fused.shape[0] - 1));
        return new([.. Enumerable.Repeat(1.0, input.Units.Count)], fused);
    }
}

internal sealed class FusesInPlace : IKnowledgeFuser
{
    public Fusion Fuse(in FusionInput input)
    {
        input.CurrentWeights.lerp_(input.PreviousWeights, 0.5);
        return new([.. Enumerable.Repeat(1.0, input.Units.Count)]);
    }
}

/// <summary>The first four examples of every task; the wrong ones below differ from it in one thing.</summary>
internal class FirstFew : IReplayBuffer
{
    private protected List<ReplayExample> contents = [];
    private protected long next;

    public virtual IReadOnlyList<ReplayExample> Contents => contents;

    public virtual void Update(in BufferUpdate offered)
    {
        string task = offered.Task;
        contents = [.. contents, .. offered.Train.Take(4).Select(e => new ReplayExample(next++, task, e))];
    }

    public virtual void Visit(IStateVisitor state)
    {
        state.Value("contents", ref contents);
        state.Value("next", ref next);
    }
}

internal sealed class AboveCapacity : FirstFew;

internal sealed class SameIds : FirstFew
{
    public override void Update(in BufferUpdate offered)
    {
        next = 0;
        base.Update(offered);
    }
}

internal sealed class GrowsAHandedList : FirstFew
{
    public override void Update(in BufferUpdate offered)
    {
        foreach (Example example in offered.Train.Take(4)) contents.Add(new(next++, offered.Task, example));
    }
}

internal sealed class StaticMemory : FirstFew
{
    private static List<ReplayExample> all = [];
    private int tasks;

    public override IReadOnlyList<ReplayExample> Contents => tasks == 0 ? [] : all;

    public override void Update(in BufferUpdate offered)
    {
        contents = tasks++ == 0 ? [] : all;
        base.Update(offered);
        all = contents;
    }

    public override void Visit(IStateVisitor state)
    {
        state.Value("contents", ref all);
        state.Value("next", ref next);
        state.Value("tasks", ref tasks);
    }
}

/// <summary>Chooses before a task what surprises the model, and keeps every promise; the wrong ones below differ from it in one thing.</summary>
internal class ChoosesBefore : FirstFew, IReplayBuffer
{
    private protected double level;

    public virtual void Prepare(in BufferUpdate offered)
    {
        string task = offered.Task;
        if (contents.Any(m => m.Task == task)) return;
        level += Sum(offered);
        base.Update(offered);
    }

    public override void Update(in BufferUpdate offered)
    {
    }

    public override void Visit(IStateVisitor state)
    {
        base.Visit(state);
        state.Value("level", ref level);
    }

    private protected virtual double Sum(in BufferUpdate offered)
    {
        double sum = 0;
        foreach (Example example in offered.Train) sum += offered.Passes.Forward([example], offered.Weights).Loss.ToDouble();
        return sum;
    }
}

internal sealed class ChoosesAgain : ChoosesBefore
{
    public override void Prepare(in BufferUpdate offered)
    {
        string task = offered.Task;
        contents = [.. contents, .. offered.Train.Take(2).Select(e => new ReplayExample(next++, task, e))];
    }
}

internal sealed class SumsOverAStop : ChoosesBefore
{
    private double sum;

    private protected override double Sum(in BufferUpdate offered)
    {
        foreach (Example example in offered.Train) sum += offered.Passes.Forward([example], offered.Weights).Loss.ToDouble();
        return (sum, sum = 0).Item1;
    }
}

internal sealed class ChangesWhatItPreparesWith : ChoosesBefore
{
    public override void Prepare(in BufferUpdate offered)
    {
        base.Prepare(offered);
        offered.Weights.mul_(0.5);
    }
}

internal sealed class KeepsWhatItPreparedWith : ChoosesBefore
{
    private Tensor? lent;

    public override void Prepare(in BufferUpdate offered)
    {
        base.Prepare(offered);
        lent = offered.Weights;
    }

    public override void Update(in BufferUpdate offered) => lent = null;

    public override void Visit(IStateVisitor state)
    {
        base.Visit(state);
        if (state is not StateDisposal) state.Vector("lent", ref lent);
    }
}

/// <summary>Stores the model's own answers, drawn from the stream that it is given; the wrong one below makes them up.</summary>
internal class StoresAnswers : FirstFew
{
    public override void Update(in BufferUpdate offered)
    {
        string task = offered.Task;
        Example[] some = [.. offered.Train.Take(4)];
        IExampleEncoder encoder = offered.Passes.Encoder;
        IReadOnlyList<int[]> answers = offered.Passes.Generate([.. some.Select(encoder.Encode)], offered.Weights, 5, 1, offered.Random);
        contents = [.. contents, .. some.Select((e, i) => new ReplayExample(next++, task, e with { Target = Answer(encoder.Decode(answers[i])) }))];
    }

    private protected virtual string Answer(string given) => given;
}

internal sealed class MakesUpAnswers : StoresAnswers
{
    private protected override string Answer(string given) => given + " w1";
}
