using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// Elastic weight consolidation: penalizes each weight's distance from its value after earlier tasks, weighted by the Fisher information, i.e. by how much
/// they depend on it (algorithms.md 10.6). Inactive in the first task. Memory does not grow with the number of tasks in either mode.
/// </summary>
/// <param name="options">Strength, treatment of several tasks and estimation of the Fisher information.</param>
internal sealed class EwcStrategy(EwcOptions options) : ContinualStrategy
{
    private readonly AnchorSpaceCheck home = new("ewc");
    private Tensor? fisher, anchor, rest;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(AnchorsToPreviousWeights: true);

    /// <inheritdoc/>
    /// <exception cref="CompositionException">The space has changed since an earlier task.</exception>
    public override void AttachSpace(in SpaceAttachment space) => home.Check(space.Space, anchor);

    /// <inheritdoc/>
    public override Tensor? Penalty(in PenaltyInput step)
    {
        if (options.Lambda == 0 || fisher is null) return null;
        Tensor sum = QuadraticPenalty.Sum(step.Weights, anchor!, fisher);
        return (rest is null ? sum : sum + rest.to_type(sum.dtype)) * options.Factor;
    }

    /// <inheritdoc/>
    public override void AfterTask(in TaskFinished task)
    {
        if (options.Lambda == 0) return;
        Tensor added = options.Pass.Compute(task, options.Loss);
        if (options.Online) MergeOnline(added, task.Weights);
        else Merge(added, task.Weights);
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Vector("fisher", ref fisher);
        state.Vector("anchor", ref anchor);
        state.Tensor("rest", ref rest);
    }

    /// <summary>Updates F ← d·F + F^k and moves the anchor.</summary>
    private void MergeOnline(Tensor added, Tensor weights)
    {
        Keep(ref fisher, fisher is null ? added : fisher * options.Decay + added);
        Keep(ref anchor, weights);
    }

    /// <summary>Merges Σ_t F^t(θ−θ*_t)² into one quadratic and a constant.</summary>
    private void Merge(Tensor added, Tensor weights)
    {
        (Tensor Importance, Tensor Anchor, Tensor Constant) all = fisher is null
            ? (added, weights, torch.zeros([], dtype: ScalarType.Float64, device: weights.device))
            : QuadraticPenalty.Merge(fisher, anchor!, added, weights);
        Keep(ref rest, rest is null ? all.Constant : rest + all.Constant);
        Keep(ref fisher, all.Importance);
        Keep(ref anchor, all.Anchor);
    }
}

/// <summary>Options of elastic weight consolidation.</summary>
public sealed class EwcOptions
{
    /// <summary>The variant, where the paper and the library it is commonly compared with differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>λ, the strength of the penalty; 0 disables it. Worth tuning over powers of ten. Default: 400.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1, 1e6, Logarithmic = true)]
    public double Lambda { get; set; } = 400;

    /// <summary>
    /// Whether several earlier tasks share one quadratic term around the latest final weights, with the Fisher information of all tasks summed, older ones
    /// decayed. Default: false, one term per task, each around that task's final weights; stored exactly as their sum, so memory does not grow.
    /// </summary>
    public bool Online { get; set; }

    /// <summary>Online mode: the factor on the old Fisher information before a task's own is added. Default: 1.</summary>
    [Range(0.0, 1.0)]
    public double Decay { get; set; } = 1;

    /// <summary>Whether λ is halved. Default: by profile; true, official code false.</summary>
    public bool? Half { get; set; }

    /// <summary>
    /// The number of examples per squared gradient, taken of their mean loss: more than one is cheaper, and up to that many times smaller, since gradients
    /// within a batch cancel out. Default: by profile; 1, official code 8.
    /// </summary>
    [Range(1, 65_536)]
    public int? BatchSize { get; set; }

    /// <summary>
    /// Whether labels are drawn from the model's own distribution (the Fisher information by definition) instead of the task's answers (the empirical
    /// Fisher information). Default: by profile; false, paper true.
    /// </summary>
    public bool? SampledLabels { get; set; }

    /// <summary>
    /// Whether the loss is summed over an example's target tokens (its log-likelihood) instead of averaged. Default: by profile; false, paper true.
    /// </summary>
    public bool? SumTokens { get; set; }

    /// <summary>
    /// The maximum number of examples for estimating the Fisher information, drawn at random. Default: by profile; recommended 1000, otherwise all.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? MaxExamples { get; set; }

    internal double Factor => Half ?? Profile != MethodProfile.OfficialCode ? Lambda / 2 : Lambda;

    internal GradientAverage Pass => ImportancePass.Of(GradientReduction.MeanSquare, Profile, BatchSize, MaxExamples);

    internal GradientTarget Loss => (SampledLabels ?? Profile == MethodProfile.Paper, SumTokens ?? Profile == MethodProfile.Paper) switch
    {
        (true, true) => GradientTarget.SampledLogLikelihood,
        (true, false) => GradientTarget.SampledLabels,
        (false, true) => GradientTarget.LogLikelihood,
        _ => GradientTarget.CrossEntropy,
    };
}
