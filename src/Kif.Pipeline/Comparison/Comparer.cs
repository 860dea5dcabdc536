using System.Runtime.ExceptionServices;
using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Events;

namespace Kif.Pipeline.Comparison;

/// <summary>The runner of comparisons: strategies head to head, with the same model, data, orders, steps and seeds for each.</summary>
public static class Comparer
{
    /// <summary>
    /// Starts a comparison on its own thread. A run that fails is reported and the others continue; if all fail, the first failure is thrown.
    /// </summary>
    /// <param name="models">The source of each run's model.</param>
    /// <param name="stream">The tasks.</param>
    /// <param name="strategies">The strategies to compare.</param>
    /// <param name="metric">The score of a task.</param>
    /// <param name="options">The options that all runs share.</param>
    /// <param name="hooks">Callbacks during the runs; null for none.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <param name="time">Measures training; null for the system's clock.</param>
    /// <exception cref="CompositionException">
    /// A strategy is misconfigured, an order names an unknown task, or a task can't be answered or scored this way; thrown before any work.
    /// </exception>
    public static ComparisonRun CompareAsync(
        IModelSource models, TaskStream stream, IReadOnlyList<StrategyChoice> strategies, ITaskMetric metric, ComparisonOptions options,
        ComparisonHooks? hooks = null, CancellationToken cancellation = default, TimeProvider? time = null)
    {
        foreach (StrategyChoice choice in strategies) choice.Compose().Dispose();
        foreach (LearningTask task in stream.Tasks.Concat(options.Unseen)) Evaluator.Check(task, metric, options.Evaluation);
        IReadOnlyList<TaskOrder> orders = options.Orders.Count > 0 ? options.Orders : [new(RunKey.FirstOrder, [.. stream.Tasks.Select(t => t.Name)])];
        Dictionary<string, TaskStream> streams = orders.ToDictionary(o => o.Name, o => o.Of(stream));
        IReadOnlyList<RunKey> grid = [.. RunGrid.Of(strategies.Select(s => s.Name), orders.Select(o => o.Name), options.Seeds).Where(k => options.Only?.Contains(k) ?? true)];
        Dictionary<string, StrategyChoice> choices = strategies.ToDictionary(s => s.Name);
        hooks ??= new();
        return new ComparisonRun((publish, token) =>
        {
            var untrained = new Dictionary<string, IReadOnlyList<string>>();
            return Run(grid, hooks, publish, (key, hear) => new StrategyRunner(
                key, choices[key.Strategy], models, streams[key.Order], metric, options, untrained, hooks, time ?? TimeProvider.System, hear, token).Run());
        }, cancellation);
    }

    /// <summary>Executes the runs one after another.</summary>
    private static ComparisonResult Run(IReadOnlyList<RunKey> grid, ComparisonHooks hooks, Action<StrategyEvent> publish, Func<RunKey, Action<RunEvent>, StrategyRun> run)
    {
        var runs = new List<StrategyRun>();
        var failures = new List<RunFailure>();
        ExceptionDispatchInfo? first = null;
        foreach (RunKey key in grid)
        {
            void Hear(RunEvent happened)
            {
                var e = new StrategyEvent(key, happened);
                hooks.Listener?.Invoke(e);
                publish(e);
            }
            if (hooks.Found?.Invoke(key) is { } found)
            {
                runs.Add(found);
                Hear(new RunFound(found.Matrix, found.Seconds));
                continue;
            }
            try
            {
                StrategyRun done = run(key, Hear);
                hooks.Done?.Invoke(done);
                runs.Add(done);
                Hear(new RunFinished(done.Matrix, done.Seconds));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                first ??= ExceptionDispatchInfo.Capture(e);
                failures.Add(new(key, e.Message));
                Hear(new RunFailed(e.Message));
            }
        }
        if (runs.Count == 0) first?.Throw();
        return new ComparisonResult(runs) { Failures = failures };
    }
}
