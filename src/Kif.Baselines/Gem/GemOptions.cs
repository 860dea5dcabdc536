using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of gradient episodic memory.</summary>
public sealed class GemOptions
{
    /// <summary>Least weight with which every past task's gradient is added to a gradient that goes against one of them. Default: 0.5.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0, 1)]
    public double Margin { get; set; } = 0.5;

    /// <summary>Added to the diagonal of the past gradients' products, so that there is one solution. Default: 1e-3.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Ridge { get; set; } = 1e-3;

    /// <summary>Memories per past task and step, drawn uniformly; null takes all of them. Default: null.</summary>
    [Range(1, 100000)]
    public int? ReferenceBatch { get; set; }

    /// <summary>What is remembered. Default: a uniform 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");
}
