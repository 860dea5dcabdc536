using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the reservoir.</summary>
public sealed class ReservoirBufferOptions
{
    /// <summary>The maximum number of examples of all tasks together. Default: 200.</summary>
    [Range(0, int.MaxValue)]
    public int MaxExamples { get; set; } = 200;

    /// <summary>The maximum bytes of all tasks together, counted as the JSON text of the buffer's state; null for no limit. Default: null.</summary>
    [Range(0.0, 1e15)]
    public long? MaxBytes { get; set; }

    /// <summary>
    /// Whether all tasks share one reservoir, where all examples seen are equally likely; false gives every task an equal part. Default: false.
    /// </summary>
    public bool Global { get; set; }
}
