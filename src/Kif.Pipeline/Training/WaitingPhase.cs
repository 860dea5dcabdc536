namespace Kif.Pipeline.Training;

/// <summary>A phase that has been asked for and is not over.</summary>
/// <param name="Owner">Name of the part that asked.</param>
/// <param name="Rate">The task's rate when it asked.</param>
/// <param name="Phase">What it asked for; its mask is a copy of its own.</param>
internal sealed record WaitingPhase(string Owner, double Rate, TrainingPhase Phase)
{
    /// <summary>The phase as one that waits; nothing where it has no examples.</summary>
    /// <exception cref="CompositionException">The part has not declared phases.</exception>
    public static IEnumerable<WaitingPhase> Of(StrategyPart owner, TrainingPhase phase, double rate)
    {
        Declared.Check(owner, StrategyEffects.Phases, true, $"asks for the phase '{phase.Name}'");
        return phase.Examples.Count == 0 ? [] : [new(owner.Name, rate, phase with { UpdateMask = phase.UpdateMask?.clone().DetachFromDisposeScope() })];
    }
}
