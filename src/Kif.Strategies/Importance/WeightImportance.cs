namespace Kif.Strategies;

/// <summary>The estimator by absolute weights, or by their absolute change in the task, at its end (spec 4, WeightMagnitude and TaskVectorMagnitude).</summary>
/// <param name="moved">Whether to use the change |θ_k − θ̂_{k−1}| instead of |θ_k|.</param>
public sealed class WeightImportance(bool moved) : IImportanceEstimator
{
    /// <inheritdoc/>
    public IImportanceTracker Track(in TrackingStarted start) =>
        new EndTracker((in TaskCompleted task) => moved ? task.Weights.sub(task.Start).abs_() : task.Weights.abs());
}
