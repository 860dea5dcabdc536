namespace Kif.Strategies;

/// <summary>The smoothed sensitivity and its uncertainty, estimated during training without an extra pass (spec 3).</summary>
public sealed class Sensitivity : IImportanceEstimator
{
    private readonly SensitivityOrder order;
    private readonly SensitivityOptions options;
    private readonly SensitivityScore score;

    /// <summary>Creates an estimator with the given formula.</summary>
    /// <param name="order">The order of the approximation.</param>
    /// <param name="options">Smoothing and timing.</param>
    /// <param name="score">The averages used. Default: the product of both.</param>
    /// <exception cref="CompositionException">The uncertainty alone is requested without smoothing.</exception>
    public Sensitivity(SensitivityOrder order, SensitivityOptions options, SensitivityScore score = SensitivityScore.Product)
    {
        if (score == SensitivityScore.Uncertainty && options.Smoothing == SensitivitySmoothing.None)
            throw new CompositionException("smoothing=None leaves nothing to the estimator 'uncertainty-only', which measures how far steps lie from the smoothed sensitivity; allowed: Exponential, Mean");
        (this.order, this.options, this.score) = (order, options, score);
    }

    /// <inheritdoc/>
    public bool NeedsPath => options.Timing == SensitivityTiming.BeforeStep;

    /// <inheritdoc/>
    public IImportanceTracker Track(in TrackingStarted start) => new SensitivityTracker(order, options, start.Space, start.Device, score);
}
