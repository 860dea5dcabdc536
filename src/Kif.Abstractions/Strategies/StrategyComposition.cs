namespace Kif;

/// <summary>
/// A strategy as a run uses it: parts in order and at most one replay buffer. Conflicts are refused here, before any work. Plain sequential training is
/// the composition without parts. A run owns its composition and disposes the tensors of its state.
/// </summary>
public sealed class StrategyComposition : IStateful, IDisposable
{
    /// <summary>Puts the parts together.</summary>
    /// <param name="parts">In the order in which they run.</param>
    /// <param name="buffer">The one memory of the composition, or null.</param>
    /// <param name="trains">What is trained. Default: a LoRA adapter.</param>
    /// <exception cref="CompositionException">Parts that do not go together; the message names them.</exception>
    public StrategyComposition(IReadOnlyList<StrategyPart> parts, IReplayBuffer? buffer = null, TrainedWeights trains = TrainedWeights.Adapter)
    {
        (Parts, Buffer, Trains) = (parts, buffer, trains);
        if (parts.GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CompositionException($"two parts are named '{twice.Key}'");
        foreach (StrategyEffects effect in new[] { StrategyEffects.KeptWeights, StrategyEffects.StepWeights, StrategyEffects.Adapter })
            if (Having(effect) is [var first, var second, ..])
                throw new CompositionException($"'{first.Name}' and '{second.Name}' both decide the {Describe(effect)}; only one part of a composition may");
        if (Having(StrategyEffects.KeptWeights) is [var keeper, ..] && Having(StrategyEffects.Adapter) is [var grower, ..] && keeper != grower)
            throw new CompositionException($"'{keeper.Name}' fuses weights with those of the previous task, but '{grower.Name}' starts new adapters, which have none");
        if (trains == TrainedWeights.All && Having(StrategyEffects.Adapter) is [var needsAdapter, ..])
            throw new CompositionException($"'{needsAdapter.Name}' works on adapters, but the composition trains all weights");
        if (buffer is null && Having(StrategyEffects.Memory) is [var needsMemory, ..])
            throw new CompositionException($"'{needsMemory.Name}' mixes memory into the training, but the composition has no replay buffer");
    }

    /// <summary>The parts in order.</summary>
    public IReadOnlyList<StrategyPart> Parts { get; }

    /// <summary>The one memory, or null.</summary>
    public IReplayBuffer? Buffer { get; }

    /// <summary>What is trained.</summary>
    public TrainedWeights Trains { get; }

    /// <summary>Whether all tasks are learnt at once.</summary>
    public bool JointStream => Parts.Any(p => p.Strategy.Traits.JointStream);

    /// <summary>The part that must be told the task at test time, or null.</summary>
    public StrategyPart? TaskAtTest => Parts.FirstOrDefault(p => p.Strategy.Traits.TaskAtTest);

    /// <inheritdoc/>
    public void Visit(IStateVisitor state)
    {
        foreach (StrategyPart part in Parts) state.Child(part.Name, part.Strategy);
        if (Buffer is not null) state.Child("memory", Buffer);
    }

    /// <summary>Frees the tensors of the state.</summary>
    public void Dispose() => Visit(new StateDisposal());

    private StrategyPart[] Having(StrategyEffects effect) => [.. Parts.Where(p => p.Strategy.Traits.Effects.HasFlag(effect))];

    private static string Describe(StrategyEffects effect) => effect switch
    {
        StrategyEffects.KeptWeights => "weights kept after a task",
        StrategyEffects.StepWeights => "weights after a step",
        _ => "adapter between tasks",
    };
}
