using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>Options of GainLoRA.</summary>
internal sealed class GainLoraOptions
{
    /// <summary>What the gated adapters are: those of InfLoRA, or of O-LoRA with its defaults. Default: of InfLoRA.</summary>
    public GatedAdapters Over { get; set; }

    /// <summary>θ₀ of the maps' inputs, as in InfLoRA. Default: 0.995.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.9, 0.999)]
    public double Threshold { get; set; } = 0.995;

    /// <summary>θ₀ of what gates read. Default: 0.995.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.9, 0.999)]
    public double GateThreshold { get; set; } = 0.995;

    /// <summary>T, the number of tasks over which thresholds rise to 1; best the number of tasks. Default: null, by profile: 10; official code 15.</summary>
    [Range(1, 100_000)]
    public int? Horizon { get; set; }

    /// <summary>The number of equal blocks of maps' inputs and embeddings that have subspaces of their own. Default: 1.</summary>
    [Range(1, 1024)]
    public int Blocks { get; set; } = 1;

    /// <summary>The width of the gates' hidden layer. Default: 100.</summary>
    [Range(1, 100_000)]
    public int Hidden { get; set; } = 100;

    /// <summary>What the sum of a prompt's embeddings is divided by; null for the number of its tokens. Default: null.</summary>
    [Range(1, 1_000_000)]
    public int? Length { get; set; }

    /// <summary>Whether padding counts as inputs of maps. Default: null, by profile: false; official code true.</summary>
    public bool? Padding { get; set; }

    /// <summary>
    /// Whether rows of a gate get back the length that they had before their step lost its protected part. Default: null, by profile: false; official code
    /// true.
    /// </summary>
    public bool? KeepLengths { get; set; }

    /// <summary>
    /// The variant: the published code protects what an attention's queries read for all its maps, lets no gradient through earlier adapters and keeps lengths
    /// (algorithms.md 10.18). Default: Recommended, like the paper.
    /// </summary>
    public MethodProfile Profile { get; set; }

    internal bool OfCode => Profile == MethodProfile.OfficialCode;

    internal bool CountsPadding => Padding ?? OfCode;

    internal bool KeepsLengths => KeepLengths ?? OfCode;

    internal InfLoraOptions Adapters => new()
    {
        Threshold = Threshold, Horizon = Horizon, Blocks = Blocks, Padding = Padding, Profile = Profile, ByMoments = true,
    };

    internal double GateThresholdOf(int task) => GateThreshold + (1 - GateThreshold) * Math.Min(1, (double)task / (Horizon ?? (OfCode ? 15 : 10)));
}

/// <summary>The adapters that GainLoRA puts gates on.</summary>
internal enum GatedAdapters
{
    /// <summary>Those of InfLoRA: factors A fixed by the inputs.</summary>
    InfLora,

    /// <summary>Those of O-LoRA: factors A kept orthogonal by a penalty.</summary>
    OLora,
}
