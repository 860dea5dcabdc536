using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// Options of elastic weight consolidation: a penalty on each weight's distance from its value after earlier tasks, weighted by the Fisher information, i.e. by
/// how much they depend on it (algorithms.md 10.6).
/// </summary>
public sealed class EwcOptions
{
    /// <summary>The variant, where the paper and the library it is commonly compared with differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>λ, the strength of the penalty; 0 disables it. Worth tuning over powers of ten. Default: 400.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1, 1e6, Logarithmic = true)]
    public double Lambda { get; set; } = 400;

    /// <summary>
    /// Whether several earlier tasks share one quadratic term around the latest final weights, with the importance of all tasks summed, older ones decayed.
    /// Default: false, one term per task, each around that task's final weights; stored exactly as their sum, so memory does not grow.
    /// </summary>
    public bool Online { get; set; }

    /// <summary>Online mode: the factor on the old importance before a task's own is added. Default: 1.</summary>
    [Range(0.0, 1.0)]
    public double Decay { get; set; } = 1;

    /// <summary>Whether λ is halved. Default: by profile; true, official code false.</summary>
    public bool? Half { get; set; }

    /// <summary>
    /// The importance estimator. Default: the Fisher information; its unset options are the profile's: paper labels drawn from the model, summed over tokens,
    /// all examples; official code batches of 8, all examples.
    /// </summary>
    public ComponentChoice Estimate { get; set; } = ComponentChoice.Of("fisher");

    /// <summary>
    /// Whether importance is measured where training ended, before other parts decide the final weights. Default: false, at the final weights.
    /// </summary>
    public bool AtTrainedWeights { get; set; }

    internal ComponentChoice Estimator => (Estimate.Use, Profile) switch
    {
        ("fisher", MethodProfile.Paper) => KifProfile.Completed(Estimate,
            [(nameof(FisherImportanceOptions.Labels), nameof(FisherLabels.Sampled)), (nameof(FisherImportanceOptions.SumTokens), "true"),
            (nameof(FisherImportanceOptions.MaxExamples), "null")]),
        ("fisher", MethodProfile.OfficialCode) => KifProfile.Completed(Estimate,
            [(nameof(FisherImportanceOptions.BatchSize), "8"), (nameof(FisherImportanceOptions.MaxExamples), "null")]),
        _ => Estimate,
    };

    internal ImportancePenaltySettings Settings => new()
    {
        Factor = Half ?? Profile != MethodProfile.OfficialCode ? Lambda / 2 : Lambda, Separate = !Online, OldShare = Decay, AtTrainedWeights = AtTrainedWeights,
    };
}
