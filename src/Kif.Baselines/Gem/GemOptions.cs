using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of gradient episodic memory.</summary>
public sealed class GemOptions
{
    /// <summary>The minimum weight of every past task's gradient, added where a gradient conflicts with one of them. Default: 0.5.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0, 1)]
    public double Margin { get; set; } = 0.5;

    /// <summary>The ridge added to the diagonal of the past gradients' products for a unique solution. Default: 1e-3.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Ridge { get; set; } = 1e-3;

    /// <summary>Replay examples per past task and step, drawn uniformly; null takes all. Default: null.</summary>
    [Range(1, 100000)]
    public int? ReferenceBatch { get; set; }

    /// <summary>The replay buffer. Default: uniform, 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");
}
