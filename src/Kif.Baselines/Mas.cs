using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// Memory-aware synapses: penalizes each element's distance from its value after the last task, weighted by the sensitivity of the logits' squared norm to
/// it, without labels: λ·Σ Ω(θ−θ*)², without ½ (algorithms.md 4, 10.7). Inactive in the first task.
/// </summary>
/// <param name="options">Strength, estimation and accumulation of importance.</param>
internal sealed class MasStrategy(MasOptions options) : ContinualStrategy
{
    private readonly AnchorSpaceCheck home = new("mas");
    private Tensor? importance, anchor;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(AnchorsToPreviousWeights: true);

    /// <inheritdoc/>
    /// <exception cref="CompositionException">The space has changed since an earlier task.</exception>
    public override void AttachSpace(in SpaceAttachment space) => home.Check(space.Space, anchor);

    /// <inheritdoc/>
    public override Tensor? Penalty(in PenaltyInput step) =>
        options.Lambda == 0 || importance is null ? null : QuadraticPenalty.Sum(step.Weights, anchor!, importance) * options.Lambda;

    /// <inheritdoc/>
    public override void AfterTask(in TaskFinished task)
    {
        if (options.Lambda == 0) return;
        Tensor own = options.Pass.Compute(task, GradientTarget.SquaredLogits);
        Keep(ref importance, importance is null ? own : options.AddsUp ? importance + own : importance * options.Decay + own * (1 - options.Decay));
        Keep(ref anchor, task.Weights);
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Vector("importance", ref importance);
        state.Vector("anchor", ref anchor);
    }
}

/// <summary>Options of memory-aware synapses.</summary>
public sealed class MasOptions
{
    /// <summary>The variant, where the paper and the library it is commonly compared with differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>λ, the strength of the penalty; 0 disables it. Default: 1.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1e-2, 1e4, Logarithmic = true)]
    public double Lambda { get; set; } = 1;

    /// <summary>Whether the importances of all tasks are summed instead of averaged with <see cref="Decay"/>. Default: by profile; false, paper true.</summary>
    public bool? Sum { get; set; }

    /// <summary>The weight of the old importance in the moving average. Default: 0.5.</summary>
    [Range(0.0, 1.0)]
    public double Decay { get; set; } = 0.5;

    /// <summary>
    /// The number of examples per absolute gradient, taken of their mean: more than one is cheaper, and up to that many times smaller, since gradients within
    /// a batch cancel out. Default: by profile; 1, official code 8.
    /// </summary>
    [Range(1, 65_536)]
    public int? BatchSize { get; set; }

    /// <summary>The maximum number of examples for estimating importance, drawn at random. Default: by profile; recommended 1000, otherwise all.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxExamples { get; set; }

    internal bool AddsUp => Sum ?? Profile == MethodProfile.Paper;

    internal GradientAverage Pass => ImportancePass.Of(GradientReduction.MeanAbsolute, Profile, BatchSize, MaxExamples);
}
