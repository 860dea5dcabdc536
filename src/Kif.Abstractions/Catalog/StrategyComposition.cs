namespace Kif;

/// <summary>
/// A strategy as used by a run: parts in order and at most one replay buffer. Conflicts are rejected here, before any work. Plain sequential training is
/// the composition without parts. A run owns its composition and disposes the tensors of its state.
/// </summary>
public sealed class StrategyComposition : IStateful, IDisposable
{
    /// <summary>Composes the parts.</summary>
    /// <param name="parts">The parts in the order in which they run.</param>
    /// <param name="buffer">The composition's only replay buffer, or null.</param>
    /// <param name="trains">The weights trained. Default: a LoRA adapter.</param>
    /// <exception cref="CompositionException">Parts that do not go together; the message names them.</exception>
    public StrategyComposition(IReadOnlyList<StrategyPart> parts, IReplayBuffer? buffer = null, TrainedWeights trains = TrainedWeights.Adapter)
    {
        (Parts, Buffer, Trains) = (parts, buffer, trains);
        CompositionRules.Check(this);
    }

    /// <summary>Combines several strategies: their parts in the given order, their replay buffer, and the weights they train.</summary>
    /// <param name="strategies">Compositions by name; the result owns their parts.</param>
    /// <exception cref="CompositionException">Strategies that do not go together; the message names them.</exception>
    public static StrategyComposition Of(IReadOnlyList<(string Name, StrategyComposition Composition)> strategies)
    {
        if (strategies.Where(s => s.Composition.Buffer is not null).Select(s => s.Name).ToArray() is [var first, var second, ..])
            throw new CompositionException($"'{first}' and '{second}' both bring a memory; a composition has one replay buffer");
        if (strategies.FirstOrDefault(s => s.Composition.Trains != strategies[0].Composition.Trains) is { Composition: not null } other)
            throw new CompositionException(
                $"'{strategies[0].Name}' trains {Say(strategies[0].Composition.Trains)}, but '{other.Name}' trains {Say(other.Composition.Trains)}");
        var parts = strategies.SelectMany(s => s.Composition.Parts.Select(p => (Part: p.Name, s.Name))).GroupBy(p => p.Part, p => p.Name);
        if (parts.FirstOrDefault(p => p.Count() > 1) is { } twice)
            throw new CompositionException(
                $"'{twice.First()}' and '{twice.ElementAt(1)}' both have the part '{twice.Key}', which a composition can have once; leave one of them out");
        return new([.. strategies.SelectMany(s => s.Composition.Parts)], strategies.Select(s => s.Composition.Buffer).FirstOrDefault(b => b is not null),
            strategies.Count == 0 ? TrainedWeights.Adapter : strategies[0].Composition.Trains);

        static string Say(TrainedWeights trains) => trains == TrainedWeights.All ? "all weights" : "an adapter";
    }

    /// <summary>The parts in order.</summary>
    public IReadOnlyList<StrategyPart> Parts { get; }

    /// <summary>The replay buffer, or null.</summary>
    public IReplayBuffer? Buffer { get; }

    /// <summary>The weights trained.</summary>
    public TrainedWeights Trains { get; }

    /// <summary>Whether all tasks are learned at once.</summary>
    public bool IsJointTraining => Parts.Any(p => p.Traits.IsJointTraining);

    /// <summary>The part that needs the task id at test time, or null.</summary>
    public StrategyPart? PartNeedingTaskId => Parts.FirstOrDefault(p => p.Traits.NeedsTaskId);

    /// <summary>The gates that a part needs on the model's adapters, or null.</summary>
    public BranchGates? Gates => Parts.Select(p => p.Traits.Gates).FirstOrDefault(g => g is not null);

    /// <inheritdoc/>
    public void Visit(IStateVisitor state)
    {
        foreach (StrategyPart part in Parts) Visit(part.Name, part.Strategy, state);
        if (Buffer is not null) Visit(StrategyPart.Memory, Buffer, state);
    }

    /// <summary>Frees the tensors of the state.</summary>
    public void Dispose()
    {
        var freed = new StateDisposal();
        foreach (IStateful part in Parts.Select(p => (IStateful)p.Strategy).Append(Buffer).OfType<IStateful>())
        {
            // An error here would hide the one that ends the run, and keep the other parts' tensors; every other visit tells it.
            try { part.Visit(freed); }
            catch (Exception) { }
        }
    }

    /// <summary>Visits a part, whose own errors are named; those of files and the visitor's refusals are told as they are.</summary>
    private static void Visit(string name, IStateful part, IStateVisitor state)
    {
        try
        {
            state.Child(name, part);
        }
        catch (Exception e) when (e is not (InvalidDataException or IOException or OperationCanceledException))
        {
            throw HookException.Of(name, nameof(IStateful.Visit), e);
        }
    }
}

/// <summary>One part of a composed strategy.</summary>
/// <param name="Name">The name of its random stream, its loss terms and its state; unique in the composition.</param>
/// <param name="Strategy">The part.</param>
public sealed record StrategyPart(string Name, ContinualStrategy Strategy)
{
    /// <summary>The name under which a replay buffer stands in states and errors.</summary>
    internal const string Memory = "memory";

    /// <summary>The strategy's traits; an error in them names the part.</summary>
    internal StrategyTraits Traits
    {
        get
        {
            try { return Strategy.Traits; }
            catch (Exception e) { throw HookException.Of(Name, nameof(ContinualStrategy.Traits), e); }
        }
    }
}

/// <summary>The weights that a strategy trains.</summary>
public enum TrainedWeights
{
    /// <summary>A LoRA adapter; the base stays frozen.</summary>
    Adapter,

    /// <summary>Every weight of the model.</summary>
    All,
}

/// <summary>Checks that parts go together: exclusive effects, and requirements on other parts.</summary>
internal static class CompositionRules
{
    /// <exception cref="CompositionException">A rule is violated; the message names the parts.</exception>
    public static void Check(StrategyComposition composition)
    {
        IReadOnlyList<StrategyPart> parts = composition.Parts;
        if (parts.GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CompositionException($"two parts are named '{twice.Key}'");
        foreach (StrategyEffects effect in new[]
            { StrategyEffects.FinalWeights, StrategyEffects.StepWeights, StrategyEffects.Adapter, StrategyEffects.Coordinates })
            if (Having(parts, effect) is [var first, var second, ..])
                throw new CompositionException($"'{first.Name}' and '{second.Name}' both decide the {Describe(effect)}; only one part of a composition may");
        foreach (StrategyPart grower in Having(parts, StrategyEffects.Adapter)) Growing(composition, grower);
        foreach (StrategyPart trained in Having(parts, StrategyEffects.Coordinates)) OfCoordinates(parts, trained);
        StrategyPart[] gating = [.. parts.Where(p => p.Traits.Gates is not null)];
        if (gating is [var one, var other, ..])
            throw new CompositionException($"'{one.Name}' and '{other.Name}' both put gates on adapters; only one part of a composition may");
        if (gating is [var gates] && composition.Trains == TrainedWeights.All)
            throw new CompositionException($"'{gates.Name}' works on adapters, but the composition trains all weights");
        foreach (StrategyPart told in parts.Where(p => p.Traits.NeedsTaskId)) Separate(parts, told);
        foreach (StrategyPart joint in parts.Where(p => p.Traits.IsJointTraining)) Joint(parts, joint);
        if (composition.Buffer is null && Having(parts, StrategyEffects.Memory) is [var needsMemory, ..])
            throw new CompositionException($"'{needsMemory.Name}' mixes memory into the training, but the composition has no replay buffer");
    }

    private static void Growing(StrategyComposition composition, StrategyPart grower)
    {
        if (composition.Trains == TrainedWeights.All)
            throw new CompositionException($"'{grower.Name}' works on adapters, but the composition trains all weights");
        if (Having(composition.Parts, StrategyEffects.FinalWeights) is [var keeper, ..] && keeper != grower)
            throw new CompositionException(
                $"'{keeper.Name}' fuses weights with those of the previous task, but '{grower.Name}' starts new adapters, which have none");
        if (composition.Parts.FirstOrDefault(p => p.Traits.AnchorsToPreviousWeights && p != grower) is { } tied)
            throw new CompositionException(
                $"'{tied.Name}' ties the weights in training to those of earlier tasks, but '{grower.Name}' freezes these and starts new adapters");
    }

    private static void OfCoordinates(IReadOnlyList<StrategyPart> parts, StrategyPart trained)
    {
        const StrategyEffects OfWeights = StrategyEffects.Gradients | StrategyEffects.StepWeights | StrategyEffects.Phases | StrategyEffects.Adapter;
        if (parts.FirstOrDefault(p => (p.Traits.Effects & OfWeights) != 0) is { } other)
            throw new CompositionException(
                $"'{trained.Name}' trains coordinates in place of the weights, whose gradients and steps '{other.Name}' would change");
    }

    private static void Separate(IReadOnlyList<StrategyPart> parts, StrategyPart told)
    {
        const StrategyEffects Keeping = StrategyEffects.FinalWeights | StrategyEffects.Adapter;
        if (parts.FirstOrDefault(p => p != told && (p.Traits.AnchorsToPreviousWeights || (p.Traits.Effects & Keeping) != 0)) is { } keeper)
            throw new CompositionException(
                $"'{told.Name}' gives every task weights of its own, so there is nothing that '{keeper.Name}' could keep for earlier tasks");
    }

    private static void Joint(IReadOnlyList<StrategyPart> parts, StrategyPart joint)
    {
        const StrategyEffects Sequential = StrategyEffects.FinalWeights | StrategyEffects.Adapter | StrategyEffects.Memory;
        if (parts.FirstOrDefault(p => p != joint && (p.Traits.AnchorsToPreviousWeights || (p.Traits.Effects & Sequential) != 0)) is { } other)
            throw new CompositionException($"'{joint.Name}' learns all tasks at once, so there is no earlier task for '{other.Name}'");
    }

    private static StrategyPart[] Having(IReadOnlyList<StrategyPart> parts, StrategyEffects effect) => [.. parts.Where(p => Has(p, effect))];

    private static bool Has(StrategyPart part, StrategyEffects effect) => part.Traits.Effects.HasFlag(effect);

    private static string Describe(StrategyEffects effect) => effect switch
    {
        StrategyEffects.FinalWeights => "weights kept after a task",
        StrategyEffects.StepWeights => "weights after a step",
        StrategyEffects.Coordinates => "coordinates in training",
        _ => "adapter between tasks",
    };
}
