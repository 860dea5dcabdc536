using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Kif;

/// <summary>A comparison: what all of its runs share.</summary>
/// <param name="Models">The source of each run's model.</param>
/// <param name="Stream">The tasks.</param>
/// <param name="Strategies">The strategies to compare.</param>
/// <param name="Metric">The score of a task.</param>
internal sealed record Comparison(IModelSource Models, TaskStream Stream, IReadOnlyList<StrategyChoice> Strategies, ITaskMetric Metric)
{
    private AnswerLimits? limits;
    private IReadOnlyDictionary<RunKey, RunKey>? same;

    /// <summary>
    /// The seeds: one run of every strategy per seed and order; a seed determines the adapter's initial weights, data order, dropout and memory. Default: 1.
    /// </summary>
    public IReadOnlyList<long> Seeds { get; init; } = [1];

    /// <summary>Orders of the stream's tasks. Default: the stream's own order.</summary>
    public IReadOnlyList<TaskOrder> Orders { get; init; } = [new(RunKey.FirstOrder, [.. Stream.Tasks.Select(t => t.Name)])];

    /// <summary>Tasks that are scored after every task and never trained. Default: none.</summary>
    public IReadOnlyList<LearningTask> Unseen { get; init; } = [];

    /// <summary>The training options of every strategy without its own.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The evaluation options of every test set.</summary>
    public EvaluationOptions Evaluation { get; init; } = new();

    /// <summary>When runs that are kept write checkpoints. Default: never.</summary>
    public CheckpointSchedule Checkpoints { get; init; }

    /// <summary>Measures training. Default: the system's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The most tokens of answers, task by task.</summary>
    public AnswerLimits Limits => limits ??= new(Models.Encoder, Evaluation);

    /// <summary>Returns the first run of the grid that computes the same as a run, whose bits depend on no name: often the run itself.</summary>
    public RunKey First(RunKey run) => (same ??= SameRuns.Of(this))[run];

    /// <summary>All runs, in the order in which they begin.</summary>
    public IReadOnlyList<RunKey> Grid => RunGrid.Of(Strategies.Select(s => s.Name), Orders.Select(o => o.Name), Seeds);
}

/// <summary>The runner of comparisons: strategies head to head, with the same model, data, orders, steps and seeds for each.</summary>
internal static class ComparisonRunner
{
    /// <summary>
    /// Starts runs one after another on a thread of their own. A run that fails is reported and the others continue; if all fail, the first failure is thrown.
    /// </summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="grid">The runs to execute.</param>
    /// <param name="store">Keeps the runs, and finds those that are done; null for none.</param>
    /// <param name="listener">Handles every event immediately; null for none.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <exception cref="CompositionException">
    /// A task can't be answered or scored this way, or an order names an unknown task; thrown before any work.
    /// </exception>
    public static ComparisonRun Start(
        Comparison comparison, IReadOnlyList<RunKey> grid, IRunStore? store, Action<RunEvent>? listener, CancellationToken cancellation)
    {
        foreach (LearningTask task in comparison.Stream.Tasks.Concat(comparison.Unseen)) Evaluator.Check(task, comparison.Metric, comparison.Evaluation);
        Dictionary<string, TaskStream> streams = comparison.Orders.ToDictionary(o => o.Name, o => o.Of(comparison.Stream));
        var computed = new Dictionary<RunKey, StrategyRun>();
        var untrained = new UntrainedAnswers(store?.Untrained);
        return new ComparisonRun((publish, token) =>
        {
            StrategyRun Execute(RunKey key, Action<RunEvent> handle)
            {
                using IDisposable? own = store?.Own(key);
                // Another process may have done it since.
                if (store?.Find(key) is { } done) return done;
                if (store is not null && store.Copy(key) is { } copied) return copied;
                if (computed.TryGetValue(comparison.First(key), out StrategyRun? equal)) return equal with { Key = key, CopyOf = equal.Key };
                StrategyRun run = new StrategyRunner(key, comparison, streams[key.Order], store, untrained, handle, token).Run();
                if (store is null) computed.TryAdd(comparison.First(key), run);
                store?.Done(run);
                return run;
            }

            void Handle(RunEvent e)
            {
                store?.Handle(e);
                listener?.Invoke(e);
                publish(e);
            }

            return new RunLoop(grid, comparison.First, key => store?.Find(key), Execute, Handle, token).Run(parallel: 1)
                with { Metric = comparison.Metric, Score = comparison.Evaluation.Score };
        }, cancellation);
    }
}

/// <summary>The loop over a comparison's runs: those that are done are found, the others executed, and each is reported.</summary>
/// <param name="grid">The runs in order.</param>
/// <param name="first">Returns the first run that computes the same as a run; the others wait for it, and are copies of it.</param>
/// <param name="find">Returns the outcome of a run that was done before; null for other runs.</param>
/// <param name="execute">Executes a run and handles its events.</param>
/// <param name="handle">Handles every event of all runs, one at a time.</param>
/// <param name="cancellation">Stops before the next run.</param>
internal sealed class RunLoop(
    IReadOnlyList<RunKey> grid, Func<RunKey, RunKey> first, Func<RunKey, StrategyRun?> find, Func<RunKey, Action<RunEvent>, StrategyRun> execute,
    Action<RunEvent> handle, CancellationToken cancellation)
{
    private readonly Lock gate = new();
    private readonly ConcurrentQueue<RunKey> waiting = new();
    private readonly ConcurrentDictionary<RunKey, StrategyRun> done = new();
    private readonly ConcurrentDictionary<RunKey, (Exception Cause, RunFailed Told)> failed = new();
    private readonly ConcurrentDictionary<RunKey, string> skipped = new();

    /// <summary>Executes the runs; one at a time on this thread.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public ComparisonResult Run(int parallel)
    {
        foreach (IGrouping<bool, RunKey> part in grid.ToLookup(IsCopy).OrderBy(g => g.Key))
        {
            foreach (RunKey key in part) waiting.Enqueue(key);
            if (parallel == 1) Work();
            else Task.WhenAll(Enumerable.Range(0, Math.Min(parallel, waiting.Count)).Select(_ => StartWork())).GetAwaiter().GetResult();
        }
        RunKey[] failures = [.. grid.Where(failed.ContainsKey)];
        if (done.IsEmpty && failures.Length > 0) ExceptionDispatchInfo.Throw(failed[failures[0]].Cause);
        return new([.. grid.Where(done.ContainsKey).Select(k => done[k])])
        {
            Failures = [.. failures.Select(k => RunFailure.Of(k, failed[k].Told))],
            Skipped = [.. grid.Where(skipped.ContainsKey).Select(k => new RunFailure(k, skipped[k]))],
        };
    }

    private bool IsCopy(RunKey key) => first(key) is var other && other != key && grid.Contains(other);

    private Task StartWork() => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Work()
    {
        while (waiting.TryDequeue(out RunKey? key))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                StrategyRun? found = find(key);
                StrategyRun run = found ?? execute(key, e => Handle(key, e));
                done[key] = run;
                Handle(key, new RunFinished(run.Matrix, run.Seconds) { Reused = found is not null, CopyOf = found is null ? run.CopyOf : null });
            }
            catch (RunInProgressException e)
            {
                skipped[key] = e.Message;
                Handle(key, new RunSkipped(e.Message));
            }
            // Something that was canceled, but not by us, is a failure like any other.
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                failed[key] = (e, RunFailed.Of(e));
                Handle(key, failed[key].Told);
            }
        }
    }

    private void Handle(RunKey key, RunEvent e)
    {
        lock (gate) handle(e with { Run = key });
    }
}

/// <summary>A store of runs, which keeps what becomes of them and finds it again.</summary>
internal interface IRunStore
{
    /// <summary>Returns the outcome of a run that was done before and is not repeated; null for other runs.</summary>
    StrategyRun? Find(RunKey run);

    /// <summary>Takes the exclusive right to do a run, until it is disposed.</summary>
    /// <exception cref="RunInProgressException">Another process has it; the message names it.</exception>
    IDisposable Own(RunKey run);

    /// <summary>Copies a run that is done from one with the same configuration under another name; null if there is none.</summary>
    StrategyRun? Copy(RunKey run);

    /// <summary>
    /// Returns a folder of its own for a run's checkpoints, from which it resumes bit for bit. Costs a copy of the weights and of the strategy's state during
    /// each task.
    /// </summary>
    string CheckpointPathOf(RunKey run);

    /// <summary>Returns the hash of everything that determines a run.</summary>
    string ConfigurationOf(RunKey run);

    /// <summary>The untrained model's answers, which all processes of the comparison share.</summary>
    IUntrainedStore Untrained { get; }

    /// <summary>Writes what a run's growing files hold so far into a checkpoint.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">The checkpoint's folder.</param>
    void WriteGrowing(RunKey run, string folder);

    /// <summary>Brings a run's files back to where they were at a checkpoint, and continues there.</summary>
    /// <exception cref="InvalidDataException">A file that was kept then is missing or was changed; the message names it.</exception>
    void Restore(RunKey run, FolderVersion checkpoint);

    /// <summary>Handles an event of a run.</summary>
    void Handle(RunEvent e);

    /// <summary>Keeps a run's weights after a task.</summary>
    /// <param name="run">The run.</param>
    /// <param name="afterTask">Tasks learned so far.</param>
    /// <param name="model">The model; borrowed.</param>
    /// <param name="weights">Its final weights after the task; borrowed.</param>
    void Keep(RunKey run, int afterTask, ILanguageModel model, Tensor weights);

    /// <summary>Keeps a run that is done.</summary>
    void Done(StrategyRun run);
}

/// <summary>A source of the models of runs, which share one immutable base.</summary>
internal interface IModelSource
{
    /// <summary>The encoder of texts to token ids and back.</summary>
    IExampleEncoder Encoder { get; }

    /// <summary>Creates a model that trains an adapter or all weights; the caller owns it.</summary>
    ILanguageModel Create(TrainedWeights trains);
}
