using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of synaptic intelligence.</summary>
public sealed class SiOptions
{
    /// <summary>Whose reading is followed where the paper and the library that the method is commonly compared with differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>λ, strength of the pull; 0 leaves it out. Default: 1.</summary>
    [Range(0.0, 1e12)]
    [SearchRange(1e-2, 1e4, Logarithmic = true)]
    public double Lambda { get; set; } = 1;

    /// <summary>Whether λ is halved. Default: as the profile says; true, in the paper false.</summary>
    public bool? Half { get; set; }

    /// <summary>ξ, added to the squared way of an entry before it divides. Default: as the profile says; 1e-3, in the official code 1e-7.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double? Damping { get; set; }

    /// <summary>Whether entries on whose way the loss grew keep their negative importance; else it is 0. Default: as the profile says; false, else true.</summary>
    public bool? KeepNegative { get; set; }

    /// <summary>Largest importance of an entry in the penalty; 0 for no limit. Default: as the profile says; 0, in the official code 1e-3.</summary>
    [Range(0.0, 1e12)]
    public double? Cap { get; set; }

    /// <summary>
    /// Whether penalties belong to the gradients along the way, in place of those of the task's loss alone. Default: as the profile says; false, in the official
    /// code true.
    /// </summary>
    public bool? PenaltyInPath { get; set; }

    internal double Factor => Half ?? Profile != MethodProfile.Paper ? Lambda / 2 : Lambda;

    internal double Xi => Damping ?? (Profile == MethodProfile.OfficialCode ? 1e-7 : 1e-3);

    internal bool Signed => KeepNegative ?? Profile != MethodProfile.Recommended;

    internal double Limit => Cap ?? (Profile == MethodProfile.OfficialCode ? 1e-3 : 0);

    internal bool PathOfTotal => PenaltyInPath ?? Profile == MethodProfile.OfficialCode;
}
