using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// The moving average of gradient sizes over a task's steps: |g|, or g² with bias correction (algorithms.md 4, GradMagnitude and GradSquaredEma).
/// </summary>
internal sealed class GradientImportance : IImportanceEstimator
{
    private readonly bool squared, unclipped;
    private readonly double beta;

    /// <summary>Creates the estimator by |g|.</summary>
    public GradientImportance(GradientImportanceOptions options) => (squared, beta, unclipped) = (false, options.Beta, options.Unclipped);

    /// <summary>Creates the estimator by g².</summary>
    public GradientImportance(SquaredGradientOptions options) => (squared, beta, unclipped) = (true, options.Beta, options.Unclipped);

    /// <inheritdoc/>
    public IImportanceTracker Track(in TaskStart task) =>
        new GradientTracker(squared, beta, unclipped, task.Space.Zeros(task.Weights.device).DetachFromDisposeScope());
}

/// <summary>Options of the moving average of gradient sizes.</summary>
internal sealed class GradientImportanceOptions
{
    /// <summary>β, the smoothing factor. Default: 0.85.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta { get; set; } = 0.85;

    /// <summary>Whether gradients before clipping are used. Default: false.</summary>
    public bool Unclipped { get; set; }
}

/// <summary>Options of the moving average of squared gradients.</summary>
internal sealed class SquaredGradientOptions
{
    /// <summary>β, the smoothing factor, with bias correction. Default: 0.999.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta { get; set; } = 0.999;

    /// <summary>Whether gradients before clipping are used. Default: false.</summary>
    public bool Unclipped { get; set; }
}

/// <summary>The moving average of one task's gradient sizes.</summary>
internal sealed class GradientTracker(bool squared, double beta, bool unclipped, Tensor zeros) : IImportanceTracker
{
    private Tensor? average = zeros;
    private int steps;

    public void Observe(in StepEnd step)
    {
        using var scope = torch.NewDisposeScope();
        Tensor gradients = unclipped && step.ClippingFactor != 1 ? step.Gradients / step.ClippingFactor : step.Gradients;
        average!.mul_(beta).add_(squared ? gradients.square() : gradients.abs(), alpha: 1 - beta);
        steps++;
    }

    public Tensor Score(in TaskEnd task)
    {
        Tensor score = average!.to_type(ScalarType.Float64, copy: true);
        return squared && steps > 0 ? score.div_(1 - Math.Pow(beta, steps)) : score;
    }

    public void Visit(IStateVisitor state)
    {
        state.Vector("average", ref average);
        state.Value("steps", ref steps);
    }
}
