using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of orthogonal gradient descent.</summary>
public sealed class OgdOptions
{
    /// <summary>Training examples of each task whose gradients are remembered, one vector of the size of the trained weights each. Default: 10.</summary>
    [Range(1, 10_000)]
    public int PerTask { get; set; } = 10;
}
