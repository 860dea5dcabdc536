namespace Kif;

/// <summary>The importance of one task while it is learnt; disposed by a visit of its state.</summary>
public interface IImportanceTracker : IStateful
{
    /// <summary>Sees the complete, unclipped gradients of a step; most trackers do nothing here.</summary>
    void Observe(in GradientsReady step) { }

    /// <summary>Sees a finished step: weights after it, clipped gradients from before it (spec 3.3).</summary>
    void Observe(in StepCompleted step);

    /// <summary>The importance per entry, a vector of the space in its element type or float64, finite and not negative; the caller owns it.</summary>
    /// <param name="task">The finished task, for estimators that pass over its data again.</param>
    Tensor Score(in TaskCompleted task);

    /// <summary>
    /// The importance per unit, for estimators that score units as wholes (controls); null, the default, where units are scored from the entries of
    /// <see cref="Score"/>.
    /// </summary>
    /// <param name="task">The finished task.</param>
    /// <param name="units">The units.</param>
    UnitScores? ScoreUnits(in TaskCompleted task, SkillUnits units) => null;
}
