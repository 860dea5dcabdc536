using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// MAS importance: mean absolute gradients of the squared norm of the logits, at the end of the task, without labels and dropout (algorithms.md 4, MAS).
/// </summary>
/// <param name="options">Batches and number of examples.</param>
internal sealed class MasImportance(MasImportanceOptions options) : IImportanceEstimator
{
    /// <inheritdoc/>
    public IImportanceTracker Track(in TaskStart start) => new TaskEndTracker((in TaskEnd task) =>
        new GradientAverage(GradientReduction.MeanAbsolute, options.BatchSize, options.MaxExamples)
        .Compute(task.Passes, task.Train, task.Weights, GradientTarget.SquaredLogits, task.Random));
}

/// <summary>Options of MAS importance.</summary>
internal sealed class MasImportanceOptions
{
    /// <summary>
    /// The number of examples per absolute gradient, taken of their mean: more than one is cheaper, and up to that many times smaller, since gradients within
    /// a batch cancel out. Default: 1.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int BatchSize { get; set; } = 1;

    /// <summary>The maximum number of examples, drawn from the task's; null for all. Default: 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxExamples { get; set; } = 1000;
}
