namespace Kif;

/// <summary>The four swappable parts of a strategy.</summary>
public enum ComponentKind
{
    /// <summary>An <see cref="ISkillUnitDecomposer"/>.</summary>
    Decomposer,

    /// <summary>An <see cref="IImportanceEstimator"/>.</summary>
    Estimator,

    /// <summary>An <see cref="IKnowledgeFuser"/>.</summary>
    Fuser,

    /// <summary>An <see cref="IReplayBuffer"/>.</summary>
    ReplayBuffer,
}
