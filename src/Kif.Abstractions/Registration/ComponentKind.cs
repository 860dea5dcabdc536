namespace Kif;

/// <summary>What is chosen by name: the four swappable parts of a strategy, and the metric that tasks are scored with.</summary>
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

    /// <summary>An <see cref="ITaskMetric"/>.</summary>
    Metric,
}
