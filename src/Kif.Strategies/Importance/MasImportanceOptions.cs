using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the memory-aware importance.</summary>
public sealed class MasImportanceOptions
{
    /// <summary>Examples per gradient whose size counts: 1 for per-example gradients, more for batch means. Default: 1.</summary>
    [Range(1, int.MaxValue)]
    public int BatchSize { get; set; } = 1;

    /// <summary>Most examples of a task that are passed over again, drawn from the task's. Default: 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxExamples { get; set; } = 1000;
}
