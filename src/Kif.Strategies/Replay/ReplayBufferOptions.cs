using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>The limits of a buffer per task and for all tasks together.</summary>
public abstract class ReplayBufferOptions
{
    private protected ReplayBufferOptions() { }

    /// <summary>The share of each task's training examples that is stored, rounded down, at least one; 0 stores none. Default: 0.02.</summary>
    [Range(0.0, 1.0)]
    public double Share { get; set; } = 0.02;

    /// <summary>A fixed number of examples per task instead of the share; null for the share. Default: null.</summary>
    [Range(1, int.MaxValue)]
    public int? PerTask { get; set; }

    /// <summary>The maximum number of examples of all tasks together; null for no limit. Default: null.</summary>
    [Range(0, int.MaxValue)]
    public int? MaxExamples { get; set; }

    /// <summary>The maximum bytes of all tasks together, counted as the JSON text of the buffer's state; null for no limit. Default: null.</summary>
    [Range(0.0, 1e15)]
    public long? MaxBytes { get; set; }

    /// <summary>Returns the number of a task's examples to store, before the limits on all tasks.</summary>
    internal int Quota(int examples) => PerTask is { } fixedNumber ? Math.Min(fixedNumber, examples)
        : Share == 0 || examples == 0 ? 0
        : Math.Max(1, (int)Math.Floor(Share * examples + 1e-9)); // 0.29 * 100 is just below 29
}
