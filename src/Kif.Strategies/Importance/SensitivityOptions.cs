using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the smoothed sensitivity (spec 3).</summary>
public class SensitivityOptions
{
    /// <summary>How steps are put together. Default: moving averages, as the reference.</summary>
    public SensitivitySmoothing Smoothing { get; set; }

    /// <summary>β₁, smoothing of the sensitivity. Default: 0.85.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Beta1 { get; set; } = 0.85;

    /// <summary>β₂, smoothing of the uncertainty. Default: 0.85.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Beta2 { get; set; } = 0.85;

    /// <summary>Steps with a 0-based number up to this one are left out; step 0 always is. Default: 0.</summary>
    [Range(0, int.MaxValue)]
    public int WarmupSteps { get; set; }

    /// <summary>Which weights meet which gradients. Default: the reference's order.</summary>
    public SensitivityTiming Timing { get; set; }

    /// <summary>Whether gradients count before clipping. Default: false, as the reference.</summary>
    public bool Unclipped { get; set; }
}
