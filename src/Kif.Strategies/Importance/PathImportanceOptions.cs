using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the path integral.</summary>
public sealed class PathImportanceOptions
{
    /// <summary>ξ, added to the squared distance that an element moved. Default: 1e-3.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Damping { get; set; } = 1e-3;
}
