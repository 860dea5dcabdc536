namespace Kif.Strategies;

/// <summary>
/// The Fisher information: mean squared gradients of the examples' loss at the end of the task, without dropout (spec 4, EmpiricalFisher,
/// EmpiricalFisherBatch and Fisher).
/// </summary>
/// <param name="options">Labels, batches and number of examples.</param>
public sealed class FisherImportance(FisherImportanceOptions options) : IImportanceEstimator
{
    /// <inheritdoc/>
    public IImportanceTracker Track(in TrackingStarted start) => new EndTracker((in TaskCompleted task) =>
        new GradientAverage(GradientReduction.MeanSquare, options.BatchSize, options.MaxExamples).Over(
            task.Probe, task.Train, task.Weights, options.Labels == FisherLabels.Sampled ? ProbeLoss.SampledLabels : ProbeLoss.CrossEntropy, task.Random));
}
