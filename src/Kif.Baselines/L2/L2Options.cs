using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of the plain quadratic penalty on the distance from the previous task's weights.</summary>
public sealed class L2Options
{
    /// <summary>λ, the strength of the penalty; 0 disables it. Default: 1.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1e-3, 1e2, Logarithmic = true)]
    public double Lambda { get; set; } = 1;

    /// <summary>Whether λ is halved, as in (λ/2)·Σ(θ−θ*)². Default: true.</summary>
    public bool Half { get; set; } = true;
}
