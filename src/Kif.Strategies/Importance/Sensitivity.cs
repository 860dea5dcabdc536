namespace Kif.Strategies;

/// <summary>Smoothed sensitivity and uncertainty, identified during training without an extra pass (spec 3).</summary>
/// <param name="order">Order of the approximation.</param>
/// <param name="options">Smoothing and timing.</param>
public sealed class Sensitivity(SensitivityOrder order, SensitivityOptions options) : IImportanceEstimator
{
    /// <inheritdoc/>
    public bool NeedsPath => options.Timing == SensitivityTiming.BeforeStep;

    /// <inheritdoc/>
    public IImportanceTracker Track(in TrackingStarted start) => new SensitivityTracker(order, options, start.Space, start.Device);
}
