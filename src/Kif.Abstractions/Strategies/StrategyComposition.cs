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
            throw new CompositionException($"'{strategies[0].Name}' trains {Say(strategies[0].Composition.Trains)}, but '{other.Name}' trains {Say(other.Composition.Trains)}");
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
    public bool JointStream => Parts.Any(p => p.Strategy.Traits.JointStream);

    /// <summary>The part that needs the task id at test time, or null.</summary>
    public StrategyPart? TaskAtTest => Parts.FirstOrDefault(p => p.Strategy.Traits.TaskAtTest);

    /// <inheritdoc/>
    public void Visit(IStateVisitor state)
    {
        foreach (StrategyPart part in Parts) state.Child(part.Name, part.Strategy);
        if (Buffer is not null) state.Child("memory", Buffer);
    }

    /// <summary>Frees the tensors of the state.</summary>
    public void Dispose() => Visit(new StateDisposal());
}
