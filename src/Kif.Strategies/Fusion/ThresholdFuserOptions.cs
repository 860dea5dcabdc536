using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the threshold fuser.</summary>
public sealed class ThresholdFuserOptions
{
    /// <summary>γ, the weight of the previous model in units important to both sides. Default: 0.7.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.5, 0.9)]
    public double SharedWeight { get; set; } = 0.7;

    /// <summary>δ, the share of units that count as important on each side. Default: 0.2, the 80th percentile.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.05, 0.4)]
    public double TopShare { get; set; } = 0.2;
}
