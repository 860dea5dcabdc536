using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// The Fisher information: mean squared gradients of the examples' loss at the end of the task, without dropout (algorithms.md 4, EmpiricalFisher,
/// EmpiricalFisherBatch and Fisher).
/// </summary>
/// <param name="options">Labels, batches and number of examples.</param>
internal sealed class FisherImportance(FisherImportanceOptions options) : IImportanceEstimator
{
    /// <inheritdoc/>
    public IImportanceTracker Track(in TaskStart start) => new TaskEndTracker((in TaskEnd task) =>
        new GradientAverage(GradientReduction.MeanSquare, options.BatchSize, options.MaxExamples).Compute(
            task.Passes, task.Train, task.Weights, (options.Labels, options.SumTokens) switch
            {
                (FisherLabels.Sampled, true) => GradientTarget.SampledLogLikelihood,
                (FisherLabels.Sampled, false) => GradientTarget.SampledLabels,
                (_, true) => GradientTarget.LogLikelihood,
                _ => GradientTarget.CrossEntropy,
            }, task.Random));
}

/// <summary>Options of the Fisher information.</summary>
internal sealed class FisherImportanceOptions
{
    /// <summary>The source of the labels. Default: the examples.</summary>
    public FisherLabels Labels { get; set; }

    /// <summary>Whether the loss is summed over an example's target tokens (its log-likelihood) instead of averaged. Default: false.</summary>
    public bool SumTokens { get; set; }

    /// <summary>
    /// The number of examples per squared gradient, taken of their mean loss: more than one is cheaper, and up to that many times smaller, since gradients
    /// within a batch cancel out. Default: 1.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int BatchSize { get; set; } = 1;

    /// <summary>The maximum number of examples, drawn from the task's; null for all. Default: 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxExamples { get; set; } = 1000;
}

/// <summary>The source of labels for the Fisher information.</summary>
internal enum FisherLabels
{
    /// <summary>The examples' answers: the empirical Fisher information.</summary>
    Gold,

    /// <summary>Labels drawn from the model's own distribution: the textbook definition.</summary>
    Sampled,
}
