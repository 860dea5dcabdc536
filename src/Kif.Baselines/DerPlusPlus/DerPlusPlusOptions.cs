using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of dark experience replay with labels.</summary>
public sealed class DerPlusPlusOptions
{
    /// <summary>The variant, where paper and library differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>α, the weight of the squared distance to the stored logits; 0 stores none. Default: 0.1.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.05, 1, Logarithmic = true)]
    public double Alpha { get; set; } = 0.1;

    /// <summary>β, the weight of the replay examples' loss. Default: 0.5.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.25, 1)]
    public double Beta { get; set; } = 0.5;

    /// <summary>Whether each term draws its own replay examples; null for the profile's value (paper: true). Default: null.</summary>
    public bool? TwoDraws { get; set; }

    /// <summary>
    /// The sampling of replay examples; null for the profile's: recommended and paper uniformly with replacement, official code in passes. Default: null.
    /// </summary>
    public MemoryDraw? Draw { get; set; }

    /// <summary>Whether logits are stored in 16 bits, clipped to ±65504; null for the profile's value (recommended: true). Default: null.</summary>
    public bool? HalfPrecision { get; set; }

    /// <summary>The number of largest logits per token that are stored and compared; null for all. Default: null.</summary>
    [Range(1, int.MaxValue)]
    public int? TopLogits { get; set; }

    /// <summary>Replay examples per forward pass of the training; null takes as many as the pass has examples. Default: null.</summary>
    [Range(1, 100000)]
    public int? MemoryBatch { get; set; }

    /// <summary>The replay buffer. Default: uniform, 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");
}
