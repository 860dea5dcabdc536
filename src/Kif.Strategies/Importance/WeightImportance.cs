namespace Kif.Strategies;

/// <summary>The size of weights, or of what the task changed in them, at the end of the task (spec 4, WeightMagnitude and TaskVectorMagnitude).</summary>
/// <param name="moved">Whether the change |θ_k − θ̂_{k−1}| counts in place of |θ_k|.</param>
public sealed class WeightImportance(bool moved) : IImportanceEstimator
{
    /// <inheritdoc/>
    public IImportanceTracker Track(in TrackingStarted start) =>
        new EndTracker((in TaskCompleted task) => moved ? task.Weights.sub(task.Start).abs_() : task.Weights.abs());
}
