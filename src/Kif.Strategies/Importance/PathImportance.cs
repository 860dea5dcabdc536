namespace Kif.Strategies;

/// <summary>
/// The path integral of synaptic intelligence: the decrease of the task's own loss along an element's path, divided by its squared distance (spec 4,
/// PathIntegral). Gradients are without penalties and clipping.
/// </summary>
/// <param name="options">The damping.</param>
public sealed class PathImportance(PathImportanceOptions options) : IImportanceEstimator
{
    /// <inheritdoc/>
    public bool NeedsPath => true;

    /// <inheritdoc/>
    public IImportanceTracker Track(in TrackingStarted start) => new PathTracker(options.Damping, start.Space.Zeros(start.Device).DetachFromDisposeScope());

    /// <summary>Computes Ω = max(ω, 0) / ((θ_k − θ̂_{k−1})² + ξ) in float64.</summary>
    /// <param name="path">ω, the sum of −g·Δw over the steps.</param>
    /// <param name="moved">θ_k − θ̂_{k−1}.</param>
    /// <param name="damping">ξ.</param>
    public static Tensor Importance(Tensor path, Tensor moved, double damping) =>
        path.to_type(ScalarType.Float64).clamp(0).div(moved.to_type(ScalarType.Float64).square().add(damping));
}
