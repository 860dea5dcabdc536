using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the reservoir.</summary>
public sealed class ReservoirBufferOptions
{
    /// <summary>Most examples of all tasks together. Default: 200.</summary>
    [Range(0, int.MaxValue)]
    public int MaxExamples { get; set; } = 200;

    /// <summary>Most bytes of all tasks together, counted as the JSON text of the buffer's state; null for no limit. Default: null.</summary>
    [Range(0.0, 1e15)]
    public long? MaxBytes { get; set; }

    /// <summary>Whether all tasks share one reservoir, in which every example seen is as likely as any other; false gives every task an equal part. Default: false.</summary>
    public bool Global { get; set; }
}
