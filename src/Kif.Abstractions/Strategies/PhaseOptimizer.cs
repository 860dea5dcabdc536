namespace Kif;

/// <summary>The optimizer moments used in a phase.</summary>
public enum PhaseOptimizer
{
    /// <summary>The moments of the task's training.</summary>
    Shared,

    /// <summary>New moments that end with the phase.</summary>
    Fresh,

    /// <summary>The moments of the last phase of the same name within the task.</summary>
    Named,
}
