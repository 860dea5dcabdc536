using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of synaptic intelligence.</summary>
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

    /// <summary>ξ, added to the squared distance of an element in the denominator. Default: by profile; 1e-3, official code 1e-7.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double? Damping { get; set; }

    /// <summary>
    /// Whether importance may be negative, where the loss grew along an element's path; otherwise it is 0. Default: by profile; recommended false, otherwise
    /// true.
    /// </summary>
    public bool? KeepNegative { get; set; }

    /// <summary>The maximum importance of an element in the penalty; 0 for no limit. Default: by profile; 0, official code 1e-3.</summary>
    [Range(0.0, 1e12)]
    public double? Cap { get; set; }

    /// <summary>
    /// Whether gradients along the path include penalties, instead of only the task's loss. Default: by profile; false, official
    /// code true.
    /// </summary>
    public bool? PenaltyInPath { get; set; }

    internal double Factor => Half ?? Profile != MethodProfile.Paper ? Lambda / 2 : Lambda;

    internal double Xi => Damping ?? (Profile == MethodProfile.OfficialCode ? 1e-7 : 1e-3);

    internal bool Signed => KeepNegative ?? Profile != MethodProfile.Recommended;

    internal double Limit => Cap ?? (Profile == MethodProfile.OfficialCode ? 1e-3 : 0);

    internal bool PathOfTotal => PenaltyInPath ?? Profile == MethodProfile.OfficialCode;
}
