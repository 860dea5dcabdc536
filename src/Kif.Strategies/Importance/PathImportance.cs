namespace Kif.Strategies;

/// <summary>
/// The path integral of synaptic intelligence: how much an entry's way through a task lowered the task's own loss, by the square of the distance (spec 4,
/// PathIntegral). Gradients are those without penalties and clipping.
/// </summary>
/// <param name="options">The damping.</param>
public sealed class PathImportance(PathImportanceOptions options) : IImportanceEstimator
{
    /// <inheritdoc/>
    public bool NeedsPath => true;

    /// <inheritdoc/>
    public IImportanceTracker Track(in TrackingStarted start) => new PathTracker(options.Damping, start.Space.Zeros(start.Device).DetachFromDisposeScope());

    /// <summary>Ω = max(ω, 0) / ((θ_k − θ̂_{k−1})² + ξ) in float64.</summary>
    /// <param name="path">ω, the sum of −g·Δw over the steps.</param>
    /// <param name="moved">θ_k − θ̂_{k−1}.</param>
    /// <param name="damping">ξ.</param>
    public static Tensor Importance(Tensor path, Tensor moved, double damping) =>
        path.to_type(ScalarType.Float64).clamp(0).div(moved.to_type(ScalarType.Float64).square().add(damping));
}
