using System.ComponentModel.DataAnnotations;

namespace KifStrategy._1;

/// <summary>Options of <see cref="KifStrategy__1Strategy"/>.</summary>
public sealed class KifStrategy__1Options
{
    /// <summary>Strength of the penalty. Default: 0.1.</summary>
    [Range(0.0, 1e6)]
    public double Lambda { get; set; } = 0.1;
}
