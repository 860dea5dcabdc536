using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of orthogonal gradient descent.</summary>
public sealed class OgdOptions
{
    /// <summary>The number of training examples per task whose gradients are stored, each a vector of the size of the trained weights. Default: 10.</summary>
    [Range(1, 10_000)]
    public int PerTask { get; set; } = 10;
}
