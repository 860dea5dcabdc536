using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the moving average of squared gradients.</summary>
public sealed class SquaredGradientOptions
{
    /// <summary>β, smoothing; corrected for its start at zero. Default: 0.999.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta { get; set; } = 0.999;

    /// <summary>Whether gradients count before clipping. Default: false.</summary>
    public bool Unclipped { get; set; }
}
