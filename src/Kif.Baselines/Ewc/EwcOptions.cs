using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of elastic weight consolidation.</summary>
public sealed class EwcOptions
{
    /// <summary>Whose reading is followed where the paper and the library that the method is commonly compared with differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>λ, strength of the pull; 0 leaves it out. Worth tuning over powers of ten. Default: 400.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1, 1e6, Logarithmic = true)]
    public double Lambda { get; set; } = 400;

    /// <summary>One term per earlier task, or a running one. Default: separate.</summary>
    public EwcMode Mode { get; set; } = EwcMode.Separate;

    /// <summary>Online mode: what the old Fisher information is multiplied by before a task's own is added. Default: 1.</summary>
    [Range(0.0, 1.0)]
    public double Decay { get; set; } = 1;

    /// <summary>Whether λ is halved. Default: as the profile says; true, in the official code false.</summary>
    public bool? Half { get; set; }

    /// <summary>Of what the squared gradients are. Default: as the profile says; of examples, in the official code of batch means.</summary>
    public GradientGrouping? Grouping { get; set; }

    /// <summary>Examples per batch where gradients are of batch means. Default: 8.</summary>
    [Range(1, 65_536)]
    public int Batch { get; set; } = 8;

    /// <summary>
    /// Whether labels are drawn from the model's own distribution (the Fisher information by its definition) in place of the task's answers (the empirical
    /// Fisher information). Default: as the profile says; false, in the paper true.
    /// </summary>
    public bool? SampledLabels { get; set; }

    /// <summary>
    /// Whether the loss is summed over an example's target tokens (its log-likelihood) in place of averaged. Default: as the profile says; false, in the paper true.
    /// </summary>
    public bool? SumTokens { get; set; }

    /// <summary>Most examples that the Fisher information is estimated from, drawn at random. Default: as the profile says; 1000, else all.</summary>
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
