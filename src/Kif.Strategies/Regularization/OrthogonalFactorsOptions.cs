using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the orthogonality term.</summary>
public sealed class OrthogonalFactorsOptions
{
    /// <summary>λ, the strength of the penalty. Default: 0.1.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.01, 1, Logarithmic = true)]
    public double Weight { get; set; } = 0.1;

    /// <summary>Whether the norms are squared. Default: false, like the reference.</summary>
    public bool Squared { get; set; }
}
