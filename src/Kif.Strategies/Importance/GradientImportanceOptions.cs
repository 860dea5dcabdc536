using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the moving average of gradient sizes.</summary>
public sealed class GradientImportanceOptions
{
    /// <summary>β, smoothing. Default: 0.85.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta { get; set; } = 0.85;

    /// <summary>Whether gradients count before clipping. Default: false.</summary>
    public bool Unclipped { get; set; }
}
