using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the adaptive fuser.</summary>
public sealed class AdaptiveFuserOptions
{
    /// <summary>τ, the temperature of the two-way softmax. Default: 0.25.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    [SearchRange(0.05, 1, Logarithmic = true)]
    public double Temperature { get; set; } = 0.25;
}
