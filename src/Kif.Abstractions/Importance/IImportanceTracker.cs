namespace Kif;

/// <summary>A tracker of importance during one task; its tensors are freed by visiting its state with <see cref="StateDisposal"/>.</summary>
public interface IImportanceTracker : IStateful
{
    /// <summary>Observes the complete, unclipped gradients of a step; most trackers do nothing here.</summary>
    void Observe(in GradientsReady step) { }

    /// <summary>Observes a finished step: weights after it, clipped gradients from before it (spec 3.3).</summary>
    void Observe(in StepCompleted step);

    /// <summary>Returns the importance per element, a vector of the space in its data type or float64, finite and not negative; the caller owns it.</summary>
    /// <param name="task">The finished task, for estimators that make another pass over its data.</param>
    Tensor Score(in TaskCompleted task);

    /// <summary>
    /// Returns the importance per unit, for estimators that score whole units (controls); null, the default, where units are scored from the elements of
    /// <see cref="Score"/>.
    /// </summary>
    /// <param name="task">The finished task.</param>
    /// <param name="units">The units.</param>
    UnitScores? ScoreUnits(in TaskCompleted task, SkillUnits units) => null;
}
