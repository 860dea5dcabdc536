using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the uniform buffer.</summary>
public sealed class UniformBufferOptions
{
    /// <summary>Share of each task's training examples that is remembered, rounded down, at least one example. Default: 0.02.</summary>
    [Range(0.0, 1.0)]
    public double Share { get; set; } = 0.02;

    /// <summary>A fixed number of examples per task in place of the share; null for the share. Default: null.</summary>
    [Range(1, int.MaxValue)]
    public int? PerTask { get; set; }
}
