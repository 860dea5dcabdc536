using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Results;

/// <summary>One row of the comparison table: a strategy over all its seeds.</summary>
/// <param name="Strategy">Its name.</param>
/// <param name="AveragePerformance">AP.</param>
/// <param name="BackwardTransfer">BWT, divided by K−1; NaN for joint training.</param>
/// <param name="Forgetting">Forgetting; NaN for joint training.</param>
/// <param name="ForwardTransfer">FWT, zero-shot.</param>
/// <param name="ForwardTransferOverUntrained">FWT minus the untrained model.</param>
/// <param name="Seconds">Training time.</param>
/// <param name="TrainedParameters">Entries of the flat vector.</param>
/// <param name="StateBytes">Bytes kept between tasks, beside the trained weights.</param>
/// <param name="ExtraPasses">Passes beyond plain training, as a share of it; the mean over runs.</param>
public sealed record StrategySummary(
    string Strategy, MetricSummary AveragePerformance, MetricSummary BackwardTransfer, MetricSummary Forgetting, MetricSummary ForwardTransfer,
    MetricSummary ForwardTransferOverUntrained, MetricSummary Seconds, long TrainedParameters, long StateBytes, double ExtraPasses)
{
    /// <summary>One summary per strategy, in the order of their first runs.</summary>
    public static IReadOnlyList<StrategySummary> Of(ComparisonResult result) => [.. result.Runs.GroupBy(r => r.Strategy).Select(runs =>
    {
        MetricSummary Over(Func<PerformanceMatrix, double> metric) => MetricSummary.Of(runs.Select(r => metric(r.Matrix)));
        return new StrategySummary(runs.Key, Over(ContinualMetrics.AveragePerformance), Over(ContinualMetrics.BackwardTransfer), Over(ContinualMetrics.Forgetting),
            Over(ContinualMetrics.ForwardTransfer), Over(ContinualMetrics.ForwardTransferOverUntrained), MetricSummary.Of(runs.Select(r => r.Seconds)),
            runs.First().TrainedParameters, runs.Max(r => r.StateBytes), runs.Average(r => r.Cost.ExtraPasses));
    })];
}
