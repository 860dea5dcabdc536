namespace Kif;

/// <summary>The kinds of components chosen by name: the four swappable parts of a strategy, metrics, model families and task formats.</summary>
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

    /// <summary>A model family, by the <c>model_type</c> of a folder's <c>config.json</c> (Kif.Models has its interface).</summary>
    Backbone,

    /// <summary>An <see cref="ITaskFormat"/>.</summary>
    TaskFormat,
}
