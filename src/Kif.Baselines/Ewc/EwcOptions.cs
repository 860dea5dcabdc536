using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of elastic weight consolidation.</summary>
public sealed class EwcOptions
{
    /// <summary>The variant, where the paper and the library it is commonly compared with differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>λ, the strength of the penalty; 0 disables it. Worth tuning over powers of ten. Default: 400.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1, 1e6, Logarithmic = true)]
    public double Lambda { get; set; } = 400;

    /// <summary>The treatment of several earlier tasks. Default: separate.</summary>
    public EwcMode Mode { get; set; } = EwcMode.Separate;

    /// <summary>Online mode: the factor on the old Fisher information before a task's own is added. Default: 1.</summary>
    [Range(0.0, 1.0)]
    public double Decay { get; set; } = 1;

    /// <summary>Whether λ is halved. Default: by profile; true, official code false.</summary>
    public bool? Half { get; set; }

    /// <summary>The examples per squared gradient. Default: by profile; one example, official code a batch.</summary>
    public GradientGrouping? Grouping { get; set; }

    /// <summary>The number of examples per batch, for gradients of batch means. Default: 8.</summary>
    [Range(1, 65_536)]
    public int Batch { get; set; } = 8;

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

    internal GradientAverage Pass => AnchorPass.Of(GradientReduction.MeanSquare, Profile, Grouping, Batch, MaxExamples);

    internal ProbeLoss Loss => (SampledLabels ?? Profile == MethodProfile.Paper, SumTokens ?? Profile == MethodProfile.Paper) switch
    {
        (true, true) => ProbeLoss.SampledLogLikelihood,
        (true, false) => ProbeLoss.SampledLabels,
        (false, true) => ProbeLoss.LogLikelihood,
        _ => ProbeLoss.CrossEntropy,
    };
}
