namespace Kif.Pipeline.Training;

/// <summary>A phase that a part has requested and that is not finished.</summary>
/// <param name="Owner">Name of the part that requested it.</param>
/// <param name="Rate">The task's learning rate at the time of the request.</param>
/// <param name="Phase">The requested phase, with its own copy of the mask.</param>
internal sealed record WaitingPhase(string Owner, double Rate, TrainingPhase Phase)
{
    /// <summary>Makes a pending phase; none if the phase has no examples.</summary>
    /// <exception cref="CompositionException">The part has not declared phases.</exception>
    public static IEnumerable<WaitingPhase> Of(StrategyPart owner, TrainingPhase phase, double rate)
    {
        Declared.Check(owner, StrategyEffects.Phases, true, $"asks for the phase '{phase.Name}'");
        return phase.Examples.Count == 0 ? [] : [new(owner.Name, rate, phase with { UpdateMask = phase.UpdateMask?.clone().DetachFromDisposeScope() })];
    }
}
