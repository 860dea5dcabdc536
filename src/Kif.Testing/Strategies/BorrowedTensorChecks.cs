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
            RunTrace.OfThreeTasks(strategy, new() { Wrap = Watched });
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
    /// <summary>Notes a hook's arguments.</summary>
    /// <param name="hook">Its name, for messages.</param>
    /// <param name="lent">Tensors among its arguments, by name.</param>
    /// <param name="lists">Lists among its arguments, by name.</param>
    /// <returns>Checks them, to be called after the hook.</returns>
    public Action Lend(string hook, (string Name, Tensor? Tensor)[] lent, params (string Name, IEnumerable<object> List)[] lists)
    {
        byte[]?[] before = [.. lent.Select(l => l.Tensor is null ? null : TensorBits.Of(l.Tensor))];
        object[][] items = [.. lists.Select(l => l.List.ToArray())];
        return () =>
        {
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
        };
    }

    /// <summary>Checks a hook's arguments after it.</summary>
    public static T After<T>(T result, Action check)
    {
        check();
        return result;
    }
}

/// <summary>A part with all its hooks watched.</summary>
internal class WatchedStrategy(ContinualStrategy inner, HookWatch watch) : ContinualStrategy
{
    public override StrategyTraits Traits => inner.Traits;

    public override void AttachSpace(in SpaceAttachment space)
    {
        Action check = watch.Lend(nameof(AttachSpace), [.. space.Frozen.Select(f => ("the frozen adapter's weights", (Tensor?)f.Weights))],
            ("the list of frozen adapters", space.Frozen));
        inner.AttachSpace(space);
        check();
    }

    public override TaskPlan BeforeTask(in TaskStart task)
    {
        Action check = watch.Lend(nameof(BeforeTask), [("the weights", task.Weights), ("the initial weights", task.InitialWeights)],
            ("the memory", task.Memory));
        return PlanWrapper.Wrapped(HookWatch.After(inner.BeforeTask(task), check), c => new WatchedCoordinates(c, watch));
    }

    public override Tensor? PrepareTask(in TaskPreparation task)
    {
        Action check = watch.Lend(nameof(PrepareTask), [("the weights", task.Weights)], ("the task's examples", task.Train), ("the memory", task.Memory));
        return HookWatch.After(inner.PrepareTask(task), check);
    }

    public override Tensor? Loss(in LossInput pass)
    {
        Action check = watch.Lend(nameof(Loss), [("the loss", pass.Result.Loss), ("the logits", pass.Result.Logits), ("the labels", pass.Result.Targets)],
            ("the batch's examples", pass.Examples), ("the memory", pass.Memory));
        return HookWatch.After(inner.Loss(pass), check);
    }

    public override Tensor? Penalty(in PenaltyInput step)
    {
        Action check = watch.Lend(nameof(Penalty), [("the weights", step.Weights)]);
        return HookWatch.After(inner.Penalty(step), check);
    }

    public override GradientOutcome AdjustGradients(in GradientInput step)
    {
        Action check = watch.Lend(nameof(AdjustGradients),
            [("the weights", step.Weights), ("the gradients", step.Gradients), .. step.Outputs.Select(o => ("the outputs", (Tensor?)o.Value))],
            ("the memory", step.Memory));
        return HookWatch.After(inner.AdjustGradients(step), check);
    }

    public override StepOutcome AfterStep(in StepEnd step)
    {
        Action check = watch.Lend(nameof(AfterStep),
            [("the weights", step.Weights), ("the gradients", step.Gradients), ("the previous weights", step.PreviousWeights),
                ("the task's gradients", step.TaskGradients)]);
        return HookWatch.After(inner.AfterStep(step), check);
    }

    public override Tensor? AfterPhase(in PhaseEnd phase)
    {
        Action check = watch.Lend(nameof(AfterPhase), [("the weights before the phase", phase.Before), ("the weights", phase.Weights)]);
        return HookWatch.After(inner.AfterPhase(phase), check);
    }

    public override TaskOutcome EndTask(in TaskEnd task)
    {
        Action check = watch.Lend(nameof(EndTask), [("the start weights", task.Start), ("the weights", task.Weights), ("the trained weights", task.Trained)],
            ("the task's examples", task.Train), ("the memory", task.Memory));
        return HookWatch.After(inner.EndTask(task), check);
    }

    public override void AfterTask(in TaskFinished task)
    {
        Action check = watch.Lend(nameof(AfterTask), [("the start weights", task.Start), ("the weights", task.Weights)],
            ("the task's examples", task.Train), ("the memory", task.Memory));
        inner.AfterTask(task);
        check();
    }

    public override Tensor? WeightsFor(string task) => inner.WeightsFor(task);

    public override void Visit(IStateVisitor state) => inner.Visit(state);
}

/// <summary>Coordinates whose arguments are watched.</summary>
internal sealed class WatchedCoordinates(IWeightCoordinates inner, HookWatch watch) : IWeightCoordinates
{
    public ParameterSpace Space => inner.Space;

    public bool ProjectsSteps => inner.ProjectsSteps;

    public Tensor Begin(Tensor weights)
    {
        Action check = watch.Lend("IWeightCoordinates.Begin", [("the weights", weights)]);
        return HookWatch.After(inner.Begin(weights), check);
    }

    public Tensor Weights(Tensor start, Tensor coordinates)
    {
        Action check = watch.Lend("IWeightCoordinates.Weights", [("the start weights", start), ("the coordinates", coordinates)]);
        return HookWatch.After(inner.Weights(start, coordinates), check);
    }

    public Tensor Project(Tensor gradients)
    {
        Action check = watch.Lend("IWeightCoordinates.Project", [("the gradients", gradients)]);
        return HookWatch.After(inner.Project(gradients), check);
    }

    public void Dispose() => inner.Dispose();
}

/// <summary>A replay buffer that is watched where it is offered a task.</summary>
internal sealed class WatchedBuffer(IReplayBuffer inner, HookWatch watch) : IReplayBuffer
{
    public IReadOnlyList<ReplayExample> Contents => inner.Contents;

    public void Prepare(in BufferUpdate offered)
    {
        Action check = watch.Lend(nameof(Prepare), [("the weights", offered.Weights)], ("the task's examples", offered.Train));
        inner.Prepare(offered);
        check();
    }

    public void Update(in BufferUpdate offered)
    {
        Action check = watch.Lend(nameof(Update), [("the weights", offered.Weights)], ("the task's examples", offered.Train));
        inner.Update(offered);
        check();
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
