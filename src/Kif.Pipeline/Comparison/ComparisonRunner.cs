using System.ComponentModel.DataAnnotations;
using System.Runtime.ExceptionServices;

namespace Kif;

/// <summary>The runner of comparisons: strategies head to head, with the same model, data, orders, steps and seeds for each.</summary>
internal static class ComparisonRunner
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
    public static ComparisonRun Start(
        IModelSource models, TaskStream stream, IReadOnlyList<StrategyChoice> strategies, ITaskMetric metric, ComparisonOptions options,
        ComparisonHooks? hooks = null, CancellationToken cancellation = default, TimeProvider? time = null)
    {
        foreach (StrategyChoice choice in strategies) choice.Compose().Dispose();
        foreach (LearningTask task in stream.Tasks.Concat(options.Unseen)) Evaluator.Check(task, metric, options.Evaluation);
        IReadOnlyList<TaskOrder> orders = options.Orders.Count > 0 ? options.Orders : [new(RunKey.FirstOrder, [.. stream.Tasks.Select(t => t.Name)])];
        Dictionary<string, TaskStream> streams = orders.ToDictionary(o => o.Name, o => o.Of(stream));
        IReadOnlyList<RunKey> grid = [.. RunGrid.Of(strategies.Select(s => s.Name), orders.Select(o => o.Name), options.Seeds)
            .Where(k => options.Only?.Contains(k) ?? true)];
        Dictionary<string, StrategyChoice> choices = strategies.ToDictionary(s => s.Name);
        hooks ??= new();
        return new ComparisonRun((publish, token) =>
        {
            var untrained = new Dictionary<string, IReadOnlyList<string>>();
            return Run(grid, hooks, publish, (key, handle) => new StrategyRunner(
                key, choices[key.Strategy], models, streams[key.Order], metric, options, untrained, hooks, time ?? TimeProvider.System, handle, token).Run())
                with { Metric = metric };
        }, cancellation);
    }

    /// <summary>Executes the runs one after another.</summary>
    private static ComparisonResult Run(IReadOnlyList<RunKey> grid, ComparisonHooks hooks, Action<RunEvent> publish,
        Func<RunKey, Action<RunEvent>, StrategyRun> run)
    {
        var runs = new List<StrategyRun>();
        var failures = new List<RunFailure>();
        ExceptionDispatchInfo? first = null;
        foreach (RunKey key in grid)
        {
            void Handle(RunEvent happened)
            {
                RunEvent e = happened with { Run = key };
                hooks.Listener?.Invoke(e);
                publish(e);
            }
            if (hooks.Found?.Invoke(key) is { } found)
            {
                runs.Add(found);
                Handle(new RunFinished(found.Matrix, found.Seconds) { Reused = true });
                continue;
            }
            try
            {
                StrategyRun done = run(key, Handle);
                hooks.Done?.Invoke(done);
                runs.Add(done);
                Handle(new RunFinished(done.Matrix, done.Seconds));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                first ??= ExceptionDispatchInfo.Capture(e);
                failures.Add(new(key, e.Message));
                Handle(new RunFailed(e.Message));
            }
        }
        if (runs.Count == 0) first?.Throw();
        return new ComparisonResult(runs) { Failures = failures };
    }
}

/// <summary>The options that all runs of a comparison share.</summary>
internal sealed class ComparisonOptions
{
    /// <summary>
    /// The seeds: one run of every strategy per seed and order; a seed determines the adapter's initial weights, data order, dropout and memory. Default: 1.
    /// </summary>
    [MinLength(1)]
    public IReadOnlyList<long> Seeds { get; set; } = [1];

    /// <summary>Orders of the stream's tasks; empty for the stream's own order. Default: empty.</summary>
    public IReadOnlyList<TaskOrder> Orders { get; set; } = [];

    /// <summary>Tasks that are scored after every task and never trained. Default: none.</summary>
    public IReadOnlyList<LearningTask> Unseen { get; set; } = [];

    /// <summary>The runs of the grid to execute; null for all. Default: null.</summary>
    public IReadOnlySet<RunKey>? Only { get; set; }

    /// <summary>The training options of every strategy.</summary>
    public TrainingOptions Training { get; set; } = new();

    /// <summary>The evaluation options of every test set.</summary>
    public EvaluationOptions Evaluation { get; set; } = new();
}

/// <summary>The callbacks during a comparison's runs, all on the run's own thread.</summary>
internal sealed class ComparisonHooks
{
    /// <summary>Receives each run's weights after every task; null for none.</summary>
    public RunCapture? Capture { get; init; }

    /// <summary>Handles every event immediately; null for none.</summary>
    public Action<RunEvent>? Listener { get; init; }

    /// <summary>Receives each run as soon as it is done; null for none.</summary>
    public Action<StrategyRun>? Done { get; init; }

    /// <summary>Returns the outcome of a run that was done before and is not repeated; null for other runs. Default: null, for none.</summary>
    public Func<RunKey, StrategyRun?>? Found { get; init; }

    /// <summary>
    /// Returns a folder of its own for a run that is stopped in its middle: it is saved there, and resumes from there bit for bit. Null if a stopped run is
    /// lost. Costs a copy of the weights and of the strategy's state during each task. Default: null.
    /// </summary>
    public Func<RunKey, string?>? Pause { get; init; }
}

/// <summary>A callback with a run's model and weights after a task, before they are freed; both are borrowed during the call.</summary>
/// <param name="run">The run.</param>
/// <param name="afterTask">Tasks learned so far.</param>
/// <param name="model">The model.</param>
/// <param name="weights">Its final weights after the task.</param>
internal delegate void RunCapture(RunKey run, int afterTask, ILanguageModel model, Tensor weights);

/// <summary>A source of the models of runs, which share one immutable base.</summary>
internal interface IModelSource
{
    /// <summary>The encoder of texts to token ids and back.</summary>
    IExampleEncoder Encoder { get; }

    /// <summary>Creates a model that trains an adapter or all weights; the caller owns it.</summary>
    ILanguageModel Create(TrainedWeights trains);
}
