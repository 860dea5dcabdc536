using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of dark experience replay with labels.</summary>
public sealed class DerPlusPlusOptions
{
    /// <summary>Whose reading is followed where paper and library differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>Weight of the squared distance to the stored logits; 0 stores none. Default: 0.1.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.05, 1, Logarithmic = true)]
    public double Alpha { get; set; } = 0.1;

    /// <summary>Weight of the replayed examples' loss. Default: 0.5.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.25, 1)]
    public double Beta { get; set; } = 0.5;

    /// <summary>Whether both terms have memories of their own; null as the profile says (only the paper: true). Default: null.</summary>
    public bool? TwoDraws { get; set; }

    /// <summary>
    /// How memories are chosen; null as the profile says: recommended and paper uniformly with replacement, official code in passes over the memory. Default: null.
    /// </summary>
    public MemoryDraw? Draw { get; set; }

    /// <summary>Whether logits are stored in 16 bits, where larger ones than 65504 are cut; null as the profile says (only recommended: true). Default: null.</summary>
    public bool? HalfPrecision { get; set; }

    /// <summary>How many of the largest logits of a token are stored and compared; null for all. Default: null.</summary>
    [Range(1, int.MaxValue)]
    public int? TopLogits { get; set; }

    /// <summary>Memories per forward pass of the training; null takes as many as the pass has examples. Default: null.</summary>
    [Range(1, 100000)]
    public int? MemoryBatch { get; set; }

    /// <summary>What is remembered. Default: a uniform 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");
}
