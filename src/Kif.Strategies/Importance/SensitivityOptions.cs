using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the smoothed sensitivity (spec 3).</summary>
public class SensitivityOptions
{
    /// <summary>The smoothing over steps. Default: moving averages, like the reference.</summary>
    public SensitivitySmoothing Smoothing { get; set; }

    /// <summary>β₁, the smoothing factor of the sensitivity. Default: 0.85.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Beta1 { get; set; } = 0.85;

    /// <summary>β₂, the smoothing factor of the uncertainty. Default: 0.85.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Beta2 { get; set; } = 0.85;

    /// <summary>The last 0-based step that is skipped; step 0 always is. Default: 0.</summary>
    [Range(0, int.MaxValue)]
    public int WarmupSteps { get; set; }

    /// <summary>The pairing of weights and gradients. Default: the reference's.</summary>
    public SensitivityTiming Timing { get; set; }

    /// <summary>Whether gradients before clipping are used. Default: false, like the reference.</summary>
    public bool Unclipped { get; set; }
}
