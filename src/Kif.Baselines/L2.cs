using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// The L2 penalty on the distance from the previous task's final weights: (λ/2)·Σ(θ−θ*)², EWC with all importances 1 (algorithms.md 10.6). Inactive in the
/// first task.
/// </summary>
/// <param name="options">Strength and factor.</param>
internal sealed class L2Strategy(L2Options options) : ContinualStrategy
{
    private readonly AnchorSpaceCheck home = new("l2");
    private Tensor? anchor;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(AnchorsToPreviousWeights: true);

    /// <inheritdoc/>
    /// <exception cref="CompositionException">The space has changed since an earlier task.</exception>
    public override void AttachSpace(in SpaceAttachment space) => home.Check(space.Space, anchor);

    /// <inheritdoc/>
    public override Tensor? Penalty(in PenaltyInput step) =>
        options.Lambda == 0 || anchor is null ? null : QuadraticPenalty.Sum(step.Weights, anchor, null) * (options.Half ? options.Lambda / 2 : options.Lambda);

    /// <inheritdoc/>
    public override void AfterTask(in TaskFinished task)
    {
        if (options.Lambda > 0) Keep(ref anchor, task.Weights);
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state) => state.Vector("anchor", ref anchor);
}

/// <summary>Options of the plain quadratic penalty on the distance from the previous task's weights.</summary>
public sealed class L2Options
{
    /// <summary>λ, the strength of the penalty; 0 disables it. Default: 1.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1e-3, 1e2, Logarithmic = true)]
    public double Lambda { get; set; } = 1;

    /// <summary>Whether λ is halved, as in (λ/2)·Σ(θ−θ*)². Default: true.</summary>
    public bool Half { get; set; } = true;
}
