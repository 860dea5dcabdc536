using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// Options of the L2 penalty on the distance from the previous task's final weights: (λ/2)·Σ(θ−θ*)², with all importances 1 unless an estimator is chosen
/// (algorithms.md 10.6).
/// </summary>
public sealed class L2Options
{
    /// <summary>λ, the strength of the penalty; 0 disables it. Default: 1.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1e-3, 1e2, Logarithmic = true)]
    public double Lambda { get; set; } = 1;

    /// <summary>Whether λ is halved, as in (λ/2)·Σ(θ−θ*)². Default: true.</summary>
    public bool Half { get; set; } = true;

    /// <summary>The estimator of importance to the previous task alone, which weights the distance. Default: constant, 1 everywhere.</summary>
    public ComponentChoice Estimate { get; set; } = ComponentChoice.Of("constant");

    /// <summary>
    /// Whether importance is measured where training ended, before other parts decide the final weights. Default: false, at the final weights.
    /// </summary>
    public bool AtTrainedWeights { get; set; }

    internal ImportancePenaltySettings Settings => new() { Factor = Half ? Lambda / 2 : Lambda, OldShare = 0, AtTrainedWeights = AtTrainedWeights };
}
