using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the moving average of gradient sizes.</summary>
public sealed class GradientImportanceOptions
{
    /// <summary>β, the smoothing factor. Default: 0.85.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta { get; set; } = 0.85;

    /// <summary>Whether gradients before clipping are used. Default: false.</summary>
    public bool Unclipped { get; set; }
}
