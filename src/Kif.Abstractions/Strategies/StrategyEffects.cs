namespace Kif;

/// <summary>The effects of a part on a run beyond losses and penalties. Declared, so that conflicts are found when parts are composed.</summary>
[Flags]
public enum StrategyEffects
{
    /// <summary>Only losses, penalties and observation.</summary>
    None = 0,

    /// <summary>Decides the final weights of a task; at most one part of a composition.</summary>
    KeptWeights = 1,

    /// <summary>Replaces weights after a step; at most one part of a composition.</summary>
    StepWeights = 2,

    /// <summary>Requests phases of extra training.</summary>
    Phases = 4,

    /// <summary>Starts new adapters between tasks; at most one part of a composition.</summary>
    Adapter = 8,

    /// <summary>Changes gradients or masks updates.</summary>
    Gradients = 16,

    /// <summary>Mixes replay examples into the training; needs a replay buffer, and the modes of all parts must agree.</summary>
    Memory = 32,
}
