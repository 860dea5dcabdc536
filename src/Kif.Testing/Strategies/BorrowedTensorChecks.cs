namespace Kif.Testing;

/// <summary>The checks of tensors and lists that are lent to hooks: not changed, and not kept.</summary>
internal static class BorrowedTensorChecks
{
    public static void Unchanged(StrategyUnderTest strategy) => Watch(strategy).Changed.ForEach(what => throw new ConformanceException(what));

    public static void NothingKept(StrategyUnderTest strategy) => Watch(strategy).Kept.ForEach(what => throw new ConformanceException(what));

    private static (List<string> Changed, List<string> Kept) Watch(StrategyUnderTest strategy)
    {
        List<string> changed = [], kept = [];
        StrategyComposition Watched(StrategyComposition composition) => new(
            [.. composition.Parts.Select(p => new StrategyPart(p.Name, new WatchedStrategy(p.Strategy, new(p.Name, p.Strategy, changed.Add, kept.Add))))],
            composition.Buffer is { } buffer ? new WatchedBuffer(buffer, new("memory", buffer, changed.Add, kept.Add)) : null, composition.Trains);
        try
        {
            TrainingChecks.Trace(strategy, new() { Wrap = Watched });
        }
        catch (Exception) when (changed.Count + kept.Count > 0)
        {
            // A consequence of a change or a kept tensor, which is reported itself.
        }
        return (changed, kept);
    }
}

/// <summary>A watch over one part's hooks: compares their arguments before and after, and the part's state with the tensors lent to it.</summary>
internal sealed class HookWatch(string part, IStateful owner, Action<string> changed, Action<string> kept)
{
    /// <summary>Runs a hook and checks its arguments.</summary>
    /// <param name="hook">Its name, for messages.</param>
    /// <param name="lent">Tensors among its arguments, by name.</param>
    /// <param name="lists">Lists among its arguments, by name.</param>
    /// <param name="run">The hook.</param>
    public T Run<T>(string hook, (string Name, Tensor? Tensor)[] lent, (string Name, IEnumerable<object> List)[] lists, Func<T> run)
    {
        byte[]?[] before = [.. lent.Select(l => l.Tensor is null ? null : TensorBits.Of(l.Tensor))];
        object[][] items = [.. lists.Select(l => l.List.ToArray())];
        T result = run();
        for (int i = 0; i < lent.Length; i++)
        {
            if (lent[i].Tensor is not { } tensor) continue;
            if (tensor.IsInvalid) changed($"freed {lent[i].Name}, which were lent to {hook} of the part '{part}'");
            else if (!TensorBits.Of(tensor).AsSpan().SequenceEqual(before[i]))
                changed($"changed {lent[i].Name}, which were lent to {hook} of the part '{part}'");
        }
        for (int i = 0; i < lists.Length; i++)
            if (!lists[i].List.SequenceEqual(items[i])) changed($"changed {lists[i].Name}, which was lent to {hook} of the part '{part}'");
        foreach ((string name, Tensor? tensor) in lent)
            if (tensor is { IsInvalid: false } && HeldTensors.Sharing(owner, tensor) is { } slot)
                kept($"kept {name} of {hook} itself as '{slot}' of the part '{part}', and no copy of them");
        return result;
    }
}

/// <summary>A part with all its hooks watched.</summary>
internal sealed class WatchedStrategy(ContinualStrategy inner, HookWatch watch) : ContinualStrategy
{
    public override StrategyTraits Traits => inner.Traits;

    public override void AttachSpace(in SpaceAttachment space)
    {
        SpaceAttachment given = new(space.Space, space.Frozen);
        (ParameterSpace own, IReadOnlyList<FrozenAdapter> frozen) = (given.Space, given.Frozen);
        watch.Run(nameof(AttachSpace), [.. frozen.Select(f => ("the frozen adapter's weights", (Tensor?)f.Weights))],
            [("the list of frozen adapters", frozen)], () =>
            {
                inner.AttachSpace(new SpaceAttachment(own, frozen));
                return 0;
            });
    }

    public override TaskPlan BeforeTask(in TaskStart task)
    {
        (string name, int index, int count, ParameterSpace space, RandomStream random) = (task.Task, task.Index, task.TrainExamples, task.Space, task.Random);
        (Tensor weights, Tensor initial, IReadOnlyList<ReplayExample> memory) = (task.Weights, task.InitialWeights, task.Memory);
        return watch.Run(nameof(BeforeTask), [("the weights", weights), ("the initial weights", initial)], [("the memory", memory)],
            () => inner.BeforeTask(new TaskStart(name, index, count, space, weights, initial, memory, random)));
    }

    public override Tensor? Loss(in LossInput pass)
    {
        (StepPosition at, IReadOnlyList<Example> examples, ForwardResult result, IForward more, IReadOnlyList<ReplayExample> memory, RandomStream random) =
            (pass.Position, pass.Examples, pass.Result, pass.More, pass.Memory, pass.Random);
        return watch.Run(nameof(Loss), [("the loss", result.Loss), ("the logits", result.Logits), ("the labels", result.Targets)],
            [("the batch's examples", examples), ("the memory", memory)],
            () => inner.Loss(new LossInput(at, examples, result, more, memory, random)));
    }

    public override Tensor? Penalty(in PenaltyInput step)
    {
        (StepPosition at, ParameterSpace space, Tensor weights) = (step.Position, step.Space, step.Weights);
        return watch.Run(nameof(Penalty), [("the weights", weights)], [], () => inner.Penalty(new PenaltyInput(at, space, weights)));
    }

    public override GradientOutcome AdjustGradients(in GradientInput step)
    {
        (StepPosition at, Tensor weights, Tensor gradients, IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyList<ReplayExample> memory,
            IExtraPasses probe, RandomStream random) =
            (step.Position, step.Weights, step.Gradients, step.Outputs, step.Memory, step.Passes, step.Random);
        return watch.Run(nameof(AdjustGradients),
            [("the weights", weights), ("the gradients", gradients), .. outputs.Select(o => ("the outputs", (Tensor?)o.Value))],
            [("the memory", memory)],
            () => inner.AdjustGradients(new GradientInput(at, weights, gradients, outputs, memory, probe, random)));
    }

    public override StepOutcome AfterStep(in StepEnd step)
    {
        (StepPosition at, Tensor weights, Tensor gradients, double factor, Tensor? previous, Tensor? task) =
            (step.Position, step.Weights, step.Gradients, step.ClippingFactor, step.PreviousWeights, step.TaskGradients);
        return watch.Run(nameof(AfterStep),
            [("the weights", weights), ("the gradients", gradients), ("the previous weights", previous), ("the task's gradients", task)], [],
            () => inner.AfterStep(new StepEnd(at, weights, gradients, factor, previous, task)));
    }

    public override Tensor? AfterPhase(in PhaseEnd phase)
    {
        (string name, Tensor before, Tensor weights) = (phase.Phase, phase.Before, phase.Weights);
        return watch.Run(nameof(AfterPhase), [("the weights before the phase", before), ("the weights", weights)], [],
            () => inner.AfterPhase(new PhaseEnd(name, before, weights)));
    }

    public override TaskOutcome EndTask(in TaskEnd task)
    {
        (string name, int index, Tensor start, Tensor weights, IReadOnlyList<Example> train, IReadOnlyList<ReplayExample> memory, IExtraPasses probe,
            RandomStream random) =
            (task.Task, task.Index, task.Start, task.Weights, task.Train, task.Memory, task.Passes, task.Random);
        return watch.Run(nameof(EndTask), [("the start weights", start), ("the weights", weights)], [("the task's examples", train), ("the memory", memory)],
            () => inner.EndTask(new TaskEnd(name, index, start, weights, train, memory, probe, random)));
    }

    public override void AfterTask(in TaskFinished task)
    {
        (string name, int index, Tensor weights, IReadOnlyList<Example> train, IReadOnlyList<ReplayExample> memory, IExtraPasses probe, RandomStream random) =
            (task.Task, task.Index, task.Weights, task.Train, task.Memory, task.Passes, task.Random);
        watch.Run(nameof(AfterTask), [("the weights", weights)], [("the task's examples", train), ("the memory", memory)], () =>
        {
            inner.AfterTask(new TaskFinished(name, index, weights, train, memory, probe, random));
            return 0;
        });
    }

    public override Tensor? WeightsFor(string task) => inner.WeightsFor(task);

    public override void Visit(IStateVisitor state) => inner.Visit(state);
}

/// <summary>A replay buffer whose updates are watched.</summary>
internal sealed class WatchedBuffer(IReplayBuffer inner, HookWatch watch) : IReplayBuffer
{
    public IReadOnlyList<ReplayExample> Contents => inner.Contents;

    public void Update(in BufferUpdate offered)
    {
        (string name, int index, IReadOnlyList<Example> train, Tensor weights, IExtraPasses probe, RandomStream random) =
            (offered.Task, offered.Index, offered.Train, offered.Weights, offered.Passes, offered.Random);
        watch.Run(nameof(Update), [("the weights", weights)], [("the task's examples", train)], () =>
        {
            inner.Update(new BufferUpdate(name, index, train, weights, probe, random));
            return 0;
        });
    }

    public void Visit(IStateVisitor state) => inner.Visit(state);
}

/// <summary>The tensors of an object's state.</summary>
internal sealed class HeldTensors : IStateVisitor
{
    private readonly List<(string Name, Tensor Tensor)> found = [];

    private HeldTensors() { }

    /// <summary>Finds the piece of state that shares memory with a tensor and returns its name; null if none does.</summary>
    public static string? Sharing(IStateful owner, Tensor tensor)
    {
        var held = new HeldTensors();
        owner.Visit(held);
        return held.found.FirstOrDefault(h => Shares(h.Tensor, tensor)).Name;
    }

    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    public void Tensor(string name, ref Tensor? tensor)
    {
        if (tensor is not null) found.Add((name, tensor));
    }

    public void Value<T>(string name, ref T value) { }

    public void Child(string name, IStateful child) => child.Visit(this);

    private static bool Shares(Tensor one, Tensor other)
    {
        if (one.IsInvalid || other.IsInvalid || !one.is_contiguous() || !other.is_contiguous() || one.NumberOfElements == 0 || other.NumberOfElements == 0)
            return false;
        Span<byte> a = one.bytes, b = other.bytes;
        return a.Overlaps(b);
    }
}
