using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the Fisher-weighted fuser.</summary>
public sealed class FisherWeightedFuserOptions
{
    /// <summary>The factor on earlier tasks' scores whenever a task's scores are added; 1 weights all tasks equally. Default: 1.</summary>
    [Range(0.0, 1.0)]
    public double Decay { get; set; } = 1;
}
