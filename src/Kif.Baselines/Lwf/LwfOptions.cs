using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of learning without forgetting.</summary>
public sealed class LwfOptions
{
    /// <summary>λ, the strength of the distillation term; 0 disables it. Default: 1.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.1, 10, Logarithmic = true)]
    public double Weight { get; set; } = 1;

    /// <summary>T, the temperature that divides the logits of both models. Default: 2.</summary>
    [Range(0.0, 1e3, MinimumIsExclusive = true)]
    [SearchRange(1, 4)]
    public double Temperature { get; set; } = 2;

    /// <summary>Whether the term is multiplied by T², so that its gradient keeps its size when T changes. Default: false.</summary>
    public bool SquareTemperature { get; set; }

    /// <summary>
    /// Whether the divergence is taken from the student to the teacher, as in one published code due to its argument order. Default: false, from the teacher to
    /// the student.
    /// </summary>
    public bool Reversed { get; set; }
}
