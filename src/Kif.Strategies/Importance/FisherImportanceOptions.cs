using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the Fisher information.</summary>
public sealed class FisherImportanceOptions
{
    /// <summary>Whose labels count. Default: the examples' own.</summary>
    public FisherLabels Labels { get; set; }

    /// <summary>Examples per gradient that is squared: 1 for per-example gradients, more for squares of batch means. Default: 1.</summary>
    [Range(1, int.MaxValue)]
    public int BatchSize { get; set; } = 1;

    /// <summary>Most examples of a task that are passed over again, drawn from the task's. Default: 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxExamples { get; set; } = 1000;
}
