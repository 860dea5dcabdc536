using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of the plain quadratic pull towards the previous task's weights.</summary>
public sealed class L2Options
{
    /// <summary>λ, strength of the pull; 0 leaves it out. Default: 1.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1e-3, 1e2, Logarithmic = true)]
    public double Lambda { get; set; } = 1;

    /// <summary>Whether λ is halved, as in (λ/2)·Σ(θ−θ*)². Default: true.</summary>
    public bool Half { get; set; } = true;
}
