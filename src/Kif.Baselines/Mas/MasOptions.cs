using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of memory-aware synapses.</summary>
public sealed class MasOptions
{
    /// <summary>The variant, where the paper and the library it is commonly compared with differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>λ, the strength of the penalty; 0 disables it. Default: 1.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1e-2, 1e4, Logarithmic = true)]
    public double Lambda { get; set; } = 1;

    /// <summary>Whether the importances of all tasks are summed instead of averaged with <see cref="Mix"/>. Default: by profile; false, paper true.</summary>
    public bool? Sum { get; set; }

    /// <summary>The weight of the old importance in the moving average. Default: 0.5.</summary>
    [Range(0.0, 1.0)]
    public double Mix { get; set; } = 0.5;

    /// <summary>The examples per absolute gradient. Default: by profile; one example, official code a batch.</summary>
    public GradientGrouping? Grouping { get; set; }

    /// <summary>The number of examples per batch, for gradients of batch means. Default: 8.</summary>
    [Range(1, 65_536)]
    public int Batch { get; set; } = 8;

    /// <summary>The maximum number of examples for estimating importance, drawn at random. Default: by profile; recommended 1000, otherwise all.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxExamples { get; set; }

    internal bool AddsUp => Sum ?? Profile == MethodProfile.Paper;

    internal GradientAverage Pass => AnchorPass.Of(GradientReduction.MeanAbsolute, Profile, Grouping, Batch, MaxExamples);
}
