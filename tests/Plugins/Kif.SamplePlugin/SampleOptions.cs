using System.ComponentModel.DataAnnotations;

namespace Kif.SamplePlugin;

public sealed class SampleOptions
{
    [Range(0.0, 1e6)]
    public double Lambda { get; set; } = 0.1;

    /// <summary>Whether its last hook fails.</summary>
    public bool Fails { get; set; }

    /// <summary>Whether its last hook ends the program.</summary>
    public bool Exits { get; set; }
}
