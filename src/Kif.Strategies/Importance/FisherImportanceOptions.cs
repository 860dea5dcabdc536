using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of the Fisher information.</summary>
public sealed class FisherImportanceOptions
{
    /// <summary>The source of the labels. Default: the examples.</summary>
    public FisherLabels Labels { get; set; }

    /// <summary>The number of examples per squared gradient: 1 for per-example gradients, more for squares of batch means. Default: 1.</summary>
    [Range(1, int.MaxValue)]
    public int BatchSize { get; set; } = 1;

    /// <summary>The maximum number of examples, drawn from the task's. Default: 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxExamples { get; set; } = 1000;
}
