using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the importance-weighted average.</summary>
public sealed class FisherWeightedFuserOptions
{
    /// <summary>What earlier tasks' scores are multiplied by whenever a task's are added to them; 1 weighs all tasks alike. Default: 1.</summary>
    [Range(0.0, 1.0)]
    public double Decay { get; set; } = 1;
}
