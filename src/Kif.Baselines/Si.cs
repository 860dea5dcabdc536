using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// Options of synaptic intelligence: a penalty on each element's distance from its value after the last task, weighted by its contribution to lowering the loss
/// along its path through the tasks (algorithms.md 10.7).
/// </summary>
public sealed class SiOptions
{
    /// <summary>The variant, where the paper and the library it is commonly compared with differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>λ, the strength of the penalty; 0 disables it. Default: 1.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1e-2, 1e4, Logarithmic = true)]
    public double Lambda { get; set; } = 1;

    /// <summary>Whether λ is halved. Default: by profile; true, paper false.</summary>
    public bool? Half { get; set; }

    /// <summary>The maximum importance of an element in the penalty; 0 for no limit. Default: by profile; 0, official code 1e-3.</summary>
    [Range(0.0, 1e12)]
    public double? Cap { get; set; }

    /// <summary>
    /// The importance estimator. Default: the path integral; its unset options are the profile's: paper and official code keep negative importance, official
    /// code has the damping 1e-7 and penalties in the path.
    /// </summary>
    public ComponentChoice Estimate { get; set; } = ComponentChoice.Of("path-integral");

    /// <summary>
    /// Whether importance is measured where training ended, before other parts decide the final weights, which are the anchor. Default: true.
    /// </summary>
    public bool AtTrainedWeights { get; set; } = true;

    internal ComponentChoice Estimator => (Estimate.Use, Profile) switch
    {
        ("path-integral", MethodProfile.Paper) => KifProfile.Completed(Estimate, [(nameof(PathImportanceOptions.KeepNegative), "true")]),
        ("path-integral", MethodProfile.OfficialCode) => KifProfile.Completed(Estimate,
            [(nameof(PathImportanceOptions.KeepNegative), "true"), (nameof(PathImportanceOptions.Damping), "1e-7"),
            (nameof(PathImportanceOptions.PenaltyInPath), "true")]),
        _ => Estimate,
    };

    internal ImportancePenaltySettings Settings => new()
    {
        Factor = Half ?? Profile != MethodProfile.Paper ? Lambda / 2 : Lambda, Cap = Cap ?? (Profile == MethodProfile.OfficialCode ? 1e-3 : 0),
        AtTrainedWeights = AtTrainedWeights,
    };
}
