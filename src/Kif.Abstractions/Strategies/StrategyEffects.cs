namespace Kif;

/// <summary>What a part may do to a run beyond adding losses and penalties. Declared, so that conflicts are found when parts are composed.</summary>
[Flags]
public enum StrategyEffects
{
    /// <summary>Only losses, penalties and observation.</summary>
    None = 0,

    /// <summary>Decides which weights are kept after a task; one part of a composition may.</summary>
    KeptWeights = 1,

    /// <summary>Replaces weights after a step; one part of a composition may.</summary>
    StepWeights = 2,

    /// <summary>Asks for phases of extra training.</summary>
    Phases = 4,

    /// <summary>Decides what happens to the adapter between tasks; one part of a composition may.</summary>
    Adapter = 8,

    /// <summary>Changes gradients or masks updates.</summary>
    Gradients = 16,

    /// <summary>Mixes memory into the training; needs a replay buffer, and the mixes of all parts must agree.</summary>
    Memory = 32,
}
