namespace Kif.Strategies;

/// <summary>Moving average of gradient sizes over a task's steps: |g|, or g² corrected for its start at zero (spec 4, GradMagnitude and GradSquaredEma).</summary>
public sealed class GradientImportance : IImportanceEstimator
{
    private readonly bool squared, unclipped;
    private readonly double beta;

    /// <summary>The moving average of |g|.</summary>
    public GradientImportance(GradientImportanceOptions options) => (squared, beta, unclipped) = (false, options.Beta, options.Unclipped);

    /// <summary>The moving average of g².</summary>
    public GradientImportance(SquaredGradientOptions options) => (squared, beta, unclipped) = (true, options.Beta, options.Unclipped);

    /// <inheritdoc/>
    public IImportanceTracker Track(in TrackingStarted start) => new GradientTracker(squared, beta, unclipped, start.Space.Zeros(start.Device).DetachFromDisposeScope());
}
