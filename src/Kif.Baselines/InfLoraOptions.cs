using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>Options of InfLoRA.</summary>
internal sealed class InfLoraOptions
{
    /// <summary>
    /// θ₀, the share of the first task's input energy (squared singular values of second moments) that its protected directions have. Default: null, by
    /// profile: 0.98; official code 0.995.
    /// </summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.9, 0.999)]
    public double? Threshold { get; set; }

    /// <summary>θ₁, what the share rises to after <see cref="Horizon"/> tasks. Default: 1.</summary>
    [Range(0.0, 1.0)]
    public double LastThreshold { get; set; } = 1;

    /// <summary>T, the number of tasks over which the share rises; best the number of tasks. Default: null, by profile: 10; official code 15.</summary>
    [Range(1, 100_000)]
    public int? Horizon { get; set; }

    /// <summary>The number of equal blocks of each map's inputs that have subspaces of their own. Default: 1, whole inputs.</summary>
    [Range(1, 1024)]
    public int Blocks { get; set; } = 1;

    /// <summary>Whether padding counts as inputs. Default: null, by profile: false; official code true.</summary>
    public bool? Padding { get; set; }

    /// <summary>The treatment of earlier adapters: beside the base or merged into it; <c>OfficialCode</c> needs the former. Default: beside the base.</summary>
    public AdapterGrowth Grow { get; set; } = AdapterGrowth.Stack;

    /// <summary>
    /// The variant: the paper takes the factors A from the task's inputs; the published code for language projects random ones, protects what an attention's
    /// queries read, and lets no gradient through earlier adapters (algorithms.md 10.17). Default: Recommended, like the paper.
    /// </summary>
    public MethodProfile Profile { get; set; }

    internal bool OfLanguageCode => Profile == MethodProfile.OfficialCode;

    /// <summary>Whether factors A come from the inputs whatever the profile, as in GainLoRA.</summary>
    internal bool ByMoments { get; init; }

    internal bool Draws => OfLanguageCode && !ByMoments;

    internal bool CountsPadding => Padding ?? OfLanguageCode;

    internal double ThresholdOf(int task)
    {
        double first = Threshold ?? (OfLanguageCode ? 0.995 : 0.98);
        return first + (LastThreshold - first) * Math.Min(1, (double)task / (Horizon ?? (OfLanguageCode ? 15 : 10)));
    }
}
