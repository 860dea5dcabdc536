namespace Kif.Strategies;

/// <summary>The moving average of gradient sizes over a task's steps: |g|, or g² with bias correction (spec 4, GradMagnitude and GradSquaredEma).</summary>
public sealed class GradientImportance : IImportanceEstimator
{
    private readonly bool squared, unclipped;
    private readonly double beta;

    /// <summary>Creates the estimator by |g|.</summary>
    public GradientImportance(GradientImportanceOptions options) => (squared, beta, unclipped) = (false, options.Beta, options.Unclipped);

    /// <summary>Creates the estimator by g².</summary>
    public GradientImportance(SquaredGradientOptions options) => (squared, beta, unclipped) = (true, options.Beta, options.Unclipped);

    /// <inheritdoc/>
    public IImportanceTracker Track(in TrackingStarted start) => new GradientTracker(squared, beta, unclipped, start.Space.Zeros(start.Device).DetachFromDisposeScope());
}
