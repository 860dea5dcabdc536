namespace Kif;

/// <summary>Estimates how much each trainable entry matters to the task being learnt.</summary>
public interface IImportanceEstimator
{
    /// <summary>Whether the tracker reads <see cref="StepCompleted.PreviousWeights"/> or <see cref="StepCompleted.TaskGradients"/> (spec 10.7).</summary>
    bool NeedsPath => false;

    /// <summary>Starts afresh for one task.</summary>
    IImportanceTracker Track(in TrackingStarted start);
}
