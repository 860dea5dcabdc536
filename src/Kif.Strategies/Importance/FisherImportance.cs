namespace Kif.Strategies;

/// <summary>Mean of squared gradients of the examples' loss at the end of the task, without dropout (spec 4, EmpiricalFisher, EmpiricalFisherBatch and Fisher).</summary>
/// <param name="options">Labels, batches and number of examples.</param>
public sealed class FisherImportance(FisherImportanceOptions options) : IImportanceEstimator
{
    /// <inheritdoc/>
    public IImportanceTracker Track(in TrackingStarted start) => new EndTracker((in TaskCompleted task) => DataPass.Gradients(
        task, options.Labels == FisherLabels.Sampled ? ProbeLoss.SampledLabels : ProbeLoss.CrossEntropy, GradientReduction.MeanSquare, options.BatchSize, options.MaxExamples));
}
