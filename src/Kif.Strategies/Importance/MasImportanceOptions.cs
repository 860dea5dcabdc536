using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of MAS importance.</summary>
public sealed class MasImportanceOptions
{
    /// <summary>The number of examples per gradient: 1 for per-example gradients, more for batch means. Default: 1.</summary>
    [Range(1, int.MaxValue)]
    public int BatchSize { get; set; } = 1;

    /// <summary>The maximum number of examples, drawn from the task's. Default: 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxExamples { get; set; } = 1000;
}
