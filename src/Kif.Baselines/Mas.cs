using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// Options of memory-aware synapses: a penalty on each element's distance from its value after the last task, weighted by the sensitivity of the logits'
/// squared norm to it, without labels: λ·Σ Ω(θ−θ*)², without ½ (algorithms.md 4, 10.7).
/// </summary>
public sealed class MasOptions
{
    /// <summary>The variant, where the paper and the library it is commonly compared with differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>λ, the strength of the penalty; 0 disables it. Default: 1.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1e-2, 1e4, Logarithmic = true)]
    public double Lambda { get; set; } = 1;

    /// <summary>Whether the importances of all tasks are summed instead of averaged with <see cref="Decay"/>. Default: by profile; false, paper true.</summary>
    public bool? Sum { get; set; }

    /// <summary>The weight of the old importance in the moving average. Default: 0.5.</summary>
    [Range(0.0, 1.0)]
    public double Decay { get; set; } = 0.5;

    /// <summary>
    /// The importance estimator. Default: that of the method; its unset options are the profile's: paper and official code use all examples, official code
    /// batches of 8.
    /// </summary>
    public ComponentChoice Estimate { get; set; } = ComponentChoice.Of("mas");

    /// <summary>
    /// Whether importance is measured where training ended, before other parts decide the final weights. Default: false, at the final weights.
    /// </summary>
    public bool AtTrainedWeights { get; set; }

    internal ComponentChoice Estimator => (Estimate.Use, Profile) switch
    {
        ("mas", MethodProfile.Paper) => KifProfile.Completed(Estimate, [(nameof(MasImportanceOptions.MaxExamples), "null")]),
        ("mas", MethodProfile.OfficialCode) => KifProfile.Completed(Estimate,
            [(nameof(MasImportanceOptions.BatchSize), "8"), (nameof(MasImportanceOptions.MaxExamples), "null")]),
        _ => Estimate,
    };

    internal ImportancePenaltySettings Settings => Sum ?? Profile == MethodProfile.Paper
        ? new() { Factor = Lambda, AtTrainedWeights = AtTrainedWeights }
        : new() { Factor = Lambda, OldShare = Decay, NewShare = 1 - Decay, AtTrainedWeights = AtTrainedWeights };
}
