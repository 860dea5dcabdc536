namespace Kif;

/// <summary>Which optimiser moments a phase uses.</summary>
public enum PhaseOptimizer
{
    /// <summary>Those of the task's own training.</summary>
    Shared,

    /// <summary>New ones that end with the phase.</summary>
    Fresh,

    /// <summary>Those of the last phase of the same name within the task.</summary>
    Named,
}
