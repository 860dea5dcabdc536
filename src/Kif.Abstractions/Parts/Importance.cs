namespace Kif;

/// <summary>An estimator of how much each trainable element matters to the task being learned.</summary>
public interface IImportanceEstimator
{
    /// <summary>Whether the tracker reads <see cref="StepEnd.PreviousWeights"/> or <see cref="StepEnd.TaskGradients"/> (algorithms.md 10.7).</summary>
    bool NeedsPath => false;

    /// <summary>Creates a tracker for one task.</summary>
    /// <param name="task">The start of the task.</param>
    IImportanceTracker Track(in TaskStart task);
}

/// <summary>A tracker of importance during one task; its tensors are freed by visiting its state with <see cref="StateDisposal"/>.</summary>
public interface IImportanceTracker : IStateful
{
    /// <summary>Observes a finished step: weights after it, clipped gradients from before it (algorithms.md 3.3).</summary>
    void Observe(in StepEnd step);

    /// <summary>Returns the importance per element, a vector of the space in its data type or float64, finite and not negative; the caller owns it.</summary>
    /// <param name="task">The finished task, for estimators that make another pass over its data.</param>
    Tensor Score(in TaskEnd task);

    /// <summary>
    /// Returns the importance per unit, for estimators that score whole units (controls); null, the default, where units are scored from the elements of
    /// <see cref="Score"/>.
    /// </summary>
    /// <param name="task">The finished task.</param>
    /// <param name="units">The units.</param>
    UnitScores? ScoreUnits(in TaskEnd task, SkillUnits units) => null;
}
