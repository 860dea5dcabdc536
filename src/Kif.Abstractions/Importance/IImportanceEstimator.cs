namespace Kif;

/// <summary>An estimator of how much each trainable element matters to the task being learned.</summary>
public interface IImportanceEstimator
{
    /// <summary>Whether the tracker reads <see cref="StepCompleted.PreviousWeights"/> or <see cref="StepCompleted.TaskGradients"/> (spec 10.7).</summary>
    bool NeedsPath => false;

    /// <summary>Creates a tracker for one task.</summary>
    IImportanceTracker Track(in TrackingStarted start);
}
