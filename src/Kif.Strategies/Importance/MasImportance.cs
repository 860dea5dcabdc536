namespace Kif.Strategies;

/// <summary>
/// MAS importance: mean absolute gradients of the squared norm of the logits, at the end of the task, without labels and dropout (spec 4, MAS).
/// </summary>
/// <param name="options">Batches and number of examples.</param>
public sealed class MasImportance(MasImportanceOptions options) : IImportanceEstimator
{
    /// <inheritdoc/>
    public IImportanceTracker Track(in TrackingStarted start) => new EndTracker((in TaskCompleted task) =>
        new GradientAverage(GradientReduction.MeanAbsolute, options.BatchSize, options.MaxExamples).Over(task.Probe, task.Train, task.Weights, ProbeLoss.SquaredLogits, task.Random));
}
