using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Events;

namespace Kif.Pipeline.Comparison;

/// <summary>Compares strategies head to head: the same model, data, order, steps and seeds for each.</summary>
public static class Comparer
{
    /// <summary>Starts a comparison on a thread of its own.</summary>
    /// <param name="models">Makes each run's model.</param>
    /// <param name="stream">The tasks in order.</param>
    /// <param name="strategies">What is compared.</param>
    /// <param name="metric">The score of a task.</param>
    /// <param name="options">What all runs share.</param>
    /// <param name="capture">Sees each run's weights after every task; null for nobody.</param>
    /// <param name="listener">Hears every event at once, on the run's own thread; null for nobody.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <param name="time">Measures training; null for the system's clock.</param>
    /// <exception cref="CompositionException">A strategy is misconfigured, or a task can't be answered or scored this way; found before any work.</exception>
    public static ComparisonRun CompareAsync(
        IModelSource models, TaskStream stream, IReadOnlyList<StrategyChoice> strategies, ITaskMetric metric, ComparisonOptions options,
        RunCapture? capture = null, Action<StrategyEvent>? listener = null, CancellationToken cancellation = default,
        TimeProvider? time = null)
    {
        foreach (StrategyChoice choice in strategies) choice.Compose().Dispose();
        foreach (LearningTask task in stream.Tasks) Evaluator.Check(task, metric, options.Evaluation);
        return new ComparisonRun((publish, token) => Run(models, stream, strategies, metric, options, capture, time ?? TimeProvider.System, e =>
        {
            listener?.Invoke(e);
            publish(e);
        }, token), cancellation);
    }

    private static ComparisonResult Run(
        IModelSource models, TaskStream stream, IReadOnlyList<StrategyChoice> strategies, ITaskMetric metric, ComparisonOptions options,
        RunCapture? capture, TimeProvider time, Action<StrategyEvent> publish, CancellationToken token)
    {
        var runs = new List<StrategyRun>();
        var untrained = new Dictionary<string, IReadOnlyList<string>>();
        foreach (long seed in options.Seeds)
            foreach (StrategyChoice choice in strategies)
                runs.Add(new StrategyRunner(choice.Name, seed, choice.Compose(), models, stream, metric, options, untrained, capture, time,
                    e => publish(new(choice.Name, seed, e)), token).Run());
        return new ComparisonResult(runs);
    }
}
