using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the moving average of squared gradients.</summary>
public sealed class SquaredGradientOptions
{
    /// <summary>β, the smoothing factor, with bias correction. Default: 0.999.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta { get; set; } = 0.999;

    /// <summary>Whether gradients before clipping are used. Default: false.</summary>
    public bool Unclipped { get; set; }
}
