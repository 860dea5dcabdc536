using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>The smoothed sensitivity and its uncertainty, estimated during training without an extra pass (algorithms.md 3).</summary>
internal sealed class SensitivityImportance : IImportanceEstimator
{
    private readonly SensitivityOrder order;
    private readonly SensitivityOptions options;
    private readonly SensitivityScore score;

    /// <summary>Creates an estimator with the given formula.</summary>
    /// <param name="order">The order of the approximation.</param>
    /// <param name="options">Smoothing and timing.</param>
    /// <param name="score">The averages used. Default: the product of both.</param>
    /// <exception cref="CompositionException">The uncertainty alone is requested without smoothing.</exception>
    public SensitivityImportance(SensitivityOrder order, SensitivityOptions options, SensitivityScore score = SensitivityScore.Product)
    {
        if (score == SensitivityScore.Uncertainty && options.Smoothing == SensitivitySmoothing.None)
            throw new CompositionException(
                "smoothing=None leaves nothing to the estimator 'uncertainty-only', which measures how far steps lie from the smoothed sensitivity; " +
                "allowed: Exponential, Mean");
        (this.order, this.options, this.score) = (order, options, score);
    }

    /// <inheritdoc/>
    public bool NeedsPath => options.Timing == SensitivityTiming.BeforeStep;

    /// <inheritdoc/>
    public IImportanceTracker Track(in TaskStart task) => new SensitivityTracker(order, options, task.Space, task.Weights.device, score);
}

/// <summary>Options of the smoothed sensitivity (algorithms.md 3).</summary>
internal class SensitivityOptions
{
    /// <summary>The smoothing over steps. Default: moving averages, like the reference.</summary>
    public SensitivitySmoothing Smoothing { get; set; }

    /// <summary>β₁, the smoothing factor of the sensitivity. Default: 0.85.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Beta1 { get; set; } = 0.85;

    /// <summary>β₂, the smoothing factor of the uncertainty. Default: 0.85.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Beta2 { get; set; } = 0.85;

    /// <summary>The last 0-based step that is skipped; step 0 always is. Default: 0.</summary>
    [Range(0, int.MaxValue)]
    public int WarmupSteps { get; set; }

    /// <summary>The pairing of weights and gradients. Default: the reference's.</summary>
    public SensitivityTiming Timing { get; set; }

    /// <summary>Whether gradients before clipping are used. Default: false, like the reference.</summary>
    public bool Unclipped { get; set; }
}

/// <summary>Options of the estimators that use only one of the two averages.</summary>
internal sealed class SensitivityAblationOptions : SensitivityOptions
{
    /// <summary>The order of the approximation. Default: mixed, like KIF-LoRA.</summary>
    public SensitivityOrder Order { get; set; } = SensitivityOrder.Mixed;
}

/// <summary>The approximation of the loss change from removing a weight; x = w·∇w (algorithms.md 3.1).</summary>
internal enum SensitivityOrder
{
    /// <summary>|x| (<c>param_first</c>, KIF).</summary>
    First,

    /// <summary>x² (<c>param_second</c>, an ablation).</summary>
    Second,

    /// <summary>|x − x²/2| (<c>param_mix</c>, KIF-LoRA).</summary>
    Mixed,
}

/// <summary>The score of an element from the two moving averages (algorithms.md 3.2, 4).</summary>
internal enum SensitivityScore
{
    /// <summary>S ⊙ U, like the reference.</summary>
    Product,

    /// <summary>S alone (ablation).</summary>
    Sensitivity,

    /// <summary>U alone (ablation).</summary>
    Uncertainty,
}

/// <summary>The smoothing of importance over the steps of a task.</summary>
internal enum SensitivitySmoothing
{
    /// <summary>Moving averages with β₁ and β₂ (algorithms.md 3.2).</summary>
    Exponential,

    /// <summary>Plain means over all steps that are not skipped: nothing is forgotten within a task.</summary>
    Mean,

    /// <summary>The importance of the last step alone. There is no uncertainty then, and the product omits it.</summary>
    None,
}

/// <summary>The weights and gradients of a step that are multiplied (algorithms.md 3.3).</summary>
internal enum SensitivityTiming
{
    /// <summary>Weights after the optimizer step with clipped gradients from before it: the reference's timing.</summary>
    AfterStep,

    /// <summary>Weights before the step with their own gradients, clipped: the timing of the Taylor expansion.</summary>
    BeforeStep,
}
