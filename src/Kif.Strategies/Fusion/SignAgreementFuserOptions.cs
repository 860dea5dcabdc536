using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of TIES merging.</summary>
public sealed class SignAgreementFuserOptions
{
    /// <summary>The share of each task vector's elements, the largest, that trimming keeps. Default: 0.2.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    [SearchRange(0.1, 0.5)]
    public double Density { get; set; } = 0.2;

    /// <summary>λ, the factor on the merged task vector. Default: 1.</summary>
    [Range(0.0, 10.0)]
    public double Scale { get; set; } = 1;
}
