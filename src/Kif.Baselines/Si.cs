using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// Synaptic intelligence: penalizes each element's distance from its value after the last task, weighted by its contribution to lowering the loss along its
/// path through the tasks (algorithms.md 10.7). Inactive in the first task. Needs no extra pass over data.
/// </summary>
/// <param name="options">Strength, and conversion of the path integral to importance.</param>
internal sealed class SiStrategy(SiOptions options) : ContinualStrategy
{
    private readonly AnchorSpaceCheck home = new("si");
    private Tensor? path, reached, cumulative, anchor;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(AnchorsToPreviousWeights: true);

    /// <inheritdoc/>
    /// <exception cref="CompositionException">The space has changed since an earlier task.</exception>
    public override void AttachSpace(in SpaceAttachment space) => home.Check(space.Space, anchor);

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task) => options.Lambda == 0 ? TaskPlan.Default : new() { NeedsPath = true };

    /// <inheritdoc/>
    public override Tensor? Penalty(in PenaltyInput step)
    {
        if (options.Lambda == 0 || anchor is null) return null;
        Tensor importance = options.Limit > 0 ? cumulative!.clamp_max(options.Limit) : cumulative!;
        return QuadraticPenalty.Sum(step.Weights, anchor, importance) * options.Factor;
    }

    /// <inheritdoc/>
    public override StepOutcome AfterStep(in StepEnd step)
    {
        if (options.Lambda == 0) return StepOutcome.Continue;
        Tensor gradients = options.PathOfTotal ? step.Gradients / step.ClippingFactor : step.TaskGradients!;
        if (path is null) Keep(ref path, torch.zeros_like(step.Weights));
        path!.addcmul_(gradients, step.Weights - step.PreviousWeights!, -1);
        Keep(ref reached, step.Weights);
        return StepOutcome.Continue;
    }

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskEnd task)
    {
        if (path is null) return TaskOutcome.Keep;
        // The path ends where training ended, regardless of the weights that a part of the composition then keeps.
        Tensor added = Importance(options.Signed ? path : path.clamp_min(0), reached! - task.Start, options.DampingUsed);
        Keep(ref cumulative, cumulative is null ? added : cumulative + added);
        path.Dispose();
        reached!.Dispose();
        (path, reached) = (null, null);
        return TaskOutcome.Keep;
    }

    /// <inheritdoc/>
    public override void AfterTask(in TaskFinished task)
    {
        if (cumulative is not null) Keep(ref anchor, task.Weights);
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Vector("path", ref path);
        state.Vector("reached", ref reached);
        state.Vector("cumulative", ref cumulative);
        state.Vector("anchor", ref anchor);
    }

    /// <summary>Computes ω / ((Δθ)² + ξ), element by element.</summary>
    private static Tensor Importance(Tensor path, Tensor moved, double xi) => path / (moved.square() + xi);
}

/// <summary>Options of synaptic intelligence.</summary>
public sealed class SiOptions
{
    /// <summary>The variant, where the paper and the library it is commonly compared with differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>λ, the strength of the penalty; 0 disables it. Default: 1.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1e-2, 1e4, Logarithmic = true)]
    public double Lambda { get; set; } = 1;

    /// <summary>Whether λ is halved. Default: by profile; true, paper false.</summary>
    public bool? Half { get; set; }

    /// <summary>ξ, added to the squared distance of an element in the denominator. Default: by profile; 1e-3, official code 1e-7.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double? Damping { get; set; }

    /// <summary>
    /// Whether importance may be negative, where the loss grew along an element's path; otherwise it is 0. Default: by profile; recommended false, otherwise
    /// true.
    /// </summary>
    public bool? KeepNegative { get; set; }

    /// <summary>The maximum importance of an element in the penalty; 0 for no limit. Default: by profile; 0, official code 1e-3.</summary>
    [Range(0.0, 1e12)]
    public double? Cap { get; set; }

    /// <summary>
    /// Whether gradients along the path include penalties, instead of only the task's loss. Default: by profile; false, official
    /// code true.
    /// </summary>
    public bool? PenaltyInPath { get; set; }

    internal double Factor => Half ?? Profile != MethodProfile.Paper ? Lambda / 2 : Lambda;

    internal double DampingUsed => Damping ?? (Profile == MethodProfile.OfficialCode ? 1e-7 : 1e-3);

    internal bool Signed => KeepNegative ?? Profile != MethodProfile.Recommended;

    internal double Limit => Cap ?? (Profile == MethodProfile.OfficialCode ? 1e-3 : 0);

    internal bool PathOfTotal => PenaltyInPath ?? Profile == MethodProfile.OfficialCode;
}
