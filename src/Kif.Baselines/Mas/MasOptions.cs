using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of memory-aware synapses.</summary>
public sealed class MasOptions
{
    /// <summary>Whose reading is followed where the paper and the library that the method is commonly compared with differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>λ, strength of the pull; 0 leaves it out. Default: 1.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1e-2, 1e4, Logarithmic = true)]
    public double Lambda { get; set; } = 1;

    /// <summary>Whether the importances of all tasks are added up, in place of averaged with <see cref="Mix"/>. Default: as the profile says; false, in the paper true.</summary>
    public bool? Sum { get; set; }

    /// <summary>Weight of the old importance when a task's own is averaged in. Default: 0.5.</summary>
    [Range(0.0, 1.0)]
    public double Mix { get; set; } = 0.5;

    /// <summary>Of what the absolute gradients are. Default: as the profile says; of examples, in the official code of batch means.</summary>
    public GradientGrouping? Grouping { get; set; }

    /// <summary>Examples per batch where gradients are of batch means. Default: 8.</summary>
    [Range(1, 65_536)]
    public int Batch { get; set; } = 8;

    /// <summary>Most examples that the importance is estimated from, drawn at random. Default: as the profile says; 1000, else all.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxExamples { get; set; }

    internal bool AddsUp => Sum ?? Profile == MethodProfile.Paper;

    internal GradientAverage Pass => AnchorPass.Of(GradientReduction.MeanAbsolute, Profile, Grouping, Batch, MaxExamples);
}
