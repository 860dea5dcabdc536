using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of O-LoRA.</summary>
public sealed class OLoraOptions
{
    private static readonly Dictionary<string, double> Norms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["copa"] = 0.1, ["qqp"] = 0.1, ["rte"] = 0.3, ["sst-2"] = 0.1, ["yahoo"] = 0.1, ["boolqa"] = 0.1, ["wic"] = 0.3,
    };

    /// <summary>λ₁, the weight of the overlap of a new adapter with earlier ones. Default: 0.5.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.05, 5, Logarithmic = true)]
    public double Lambda1 { get; set; } = 0.5;

    /// <summary>λ₂, the weight of the norms of the new factors; active from the first task on. Default: 0.</summary>
    [Range(0.0, 1e6)]
    public double Lambda2 { get; set; }

    /// <summary>The published weights by task, which override <see cref="Lambda1"/> and <see cref="Lambda2"/>. Default: none.</summary>
    public OLoraTuning Tuning { get; set; }

    /// <summary>
    /// The treatment of earlier adapters: beside the base (time and memory grow with the tasks) or merged into a copy of it, their factors A kept for the
    /// overlap. Both compute the same. Default: beside the base.
    /// </summary>
    public AdapterGrowth Grow { get; set; } = AdapterGrowth.Stack;

    /// <summary>
    /// The variant: the paper squares the elements of the overlap, the published code sums absolute values. Default: Recommended, like the code.
    /// </summary>
    public MethodProfile Profile { get; set; }

    /// <summary>The form of the overlap: absolute values or squares of its elements; null for the profile's. Default: null.</summary>
    public OverlapForm? Form { get; set; }

    internal OverlapForm FormUsed => Form ?? (Profile == MethodProfile.Paper ? OverlapForm.Squared : OverlapForm.Absolute);

    internal bool HasOverlap => Tuning != OLoraTuning.None || Lambda1 > 0;

    internal bool HasNorms => Tuning != OLoraTuning.None || Lambda2 > 0;

    internal double OverlapWeight(StepPosition at) => Tuning == OLoraTuning.None ? Lambda1 : at.TaskIndex switch { 0 => 0, < 9 => 0.5, _ => 5 };

    internal double NormWeight(StepPosition at) => Tuning == OLoraTuning.None ? Lambda2 : Norms.GetValueOrDefault(at.Task);
}
