using Kif.Models;

namespace Kif;

/// <summary>
/// The job of <c>kif compare</c>, for programs: model, tasks and strategies from settings, the comparison, and its output files. Concurrent comparisons share
/// only process-wide state: libtorch's threads and float32 matmul precision, as set by the comparison started last.
/// </summary>
public sealed class CompareJob : IDisposable
{
    /// <summary>The most runs at a time that nobody asked for: each has the model and the data in its own memory.</summary>
    private const int MostParallel = 8;

    private readonly PretrainedModels models;
    private readonly int threads;

    private CompareJob(
        CompareSettings settings, RunArguments arguments, Comparison comparison, PretrainedModels models, IReadOnlyList<string> notes)
    {
        (Settings, Arguments, Comparison, this.models) = (settings, arguments, comparison, models);
        threads = torch.get_num_threads();
        Warnings = [.. notes, .. ComparisonWarnings.Of(settings, comparison, models), .. WarningsOf(settings.Out)];
        IReadOnlyList<RunKey> all = comparison.Grid;
        foreach (int cell in arguments.Cells)
            if (cell < 0 || cell >= all.Count) throw new CompositionException($"there is no run {cell}: the grid has runs 0 to {all.Count - 1}");
        if (arguments.Cells.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CompositionException($"run {twice.Key} is asked for twice (--cell {string.Join(',', arguments.Cells)})");
        Grid = arguments.Cells.Count == 0 ? all : [.. arguments.Cells.Select(c => all[c])];
        if (settings.Out is { } path) Output = OpenFolder(path);
    }

    /// <summary>A one-line summary of the comparison.</summary>
    public string Headline =>
        $"{Count(Tasks.Count, "task", "tasks")} ({string.Join(", ", Comparison.Orders[0].Tasks)}), "
        + $"{Range(Tasks.Select(t => t.Train.Count))} to learn and {Range(Tasks.Select(t => t.Test.Count))} to test each; model: {Settings.Model}"
        + (models.Start is { } start ? $", starting from {start}" : "") + Scoring + Answers + Size;

    /// <summary>Advice if the chosen precision is slow on this machine, with a faster one; null otherwise. To be shown before <see cref="Start"/>.</summary>
    public string? Advice => Settings.Compute.Advice();

    /// <summary>
    /// What to know before <see cref="Start"/>, a sentence each: what scores can't show, and what was decided about data and model. Empty for nothing.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The runs, in the order in which they begin.</summary>
    public IReadOnlyList<RunKey> Grid { get; }

    /// <summary>The output folder; null if nothing is written.</summary>
    public string? Folder => Output?.Path;

    /// <summary>Number of seeds.</summary>
    public int SeedCount => Settings.Seeds.Count;

    /// <summary>Returns the number of a strategy's trainings: one per task, or one for all tasks.</summary>
    public int TaskCount(string strategy) => Comparison.Strategies.First(s => s.Name == strategy).IsJointTraining ? 1 : Tasks.Count;

    /// <summary>Whether a run computes the same as an earlier one of these under another name, and is copied from it.</summary>
    internal bool IsCopy(RunKey run) => Comparison.First(run) is var first && first != run && Grid.Contains(first);

    /// <summary>Returns the number of concurrent runs: the one that was asked for, or else that of <see cref="CompareSettings.Parallel"/>.</summary>
    /// <param name="runs">Number of runs to do, without copies.</param>
    internal int ParallelRuns(int runs)
    {
        if (Settings.Parallel is { } said) return said;
        bool small = Settings.Model == CompareSettings.Embedded && Settings.Compute.Device == "cpu" && threads == 1;
        return small && Arguments.Worker is { IsTool: true } ? Math.Clamp(runs, 1, Math.Min(Environment.ProcessorCount, MostParallel)) : 1;
    }

    /// <summary>Returns the tasks of an order by its name.</summary>
    internal IReadOnlyList<string> TasksOf(string order) => Comparison.Orders.First(o => o.Name == order).Tasks;

    internal CompareSettings Settings { get; }

    internal RunArguments Arguments { get; }

    internal Comparison Comparison { get; }

    internal RunFolder? Output { get; }

    private IReadOnlyList<LearningTask> Tasks => Comparison.Stream.Tasks;

    /// <summary>Checks all settings and loads model and data, without training and without telemetry.</summary>
    /// <param name="catalog">The strategies, metrics, model families and task formats to choose from.</param>
    /// <param name="settings">The settings of the comparison.</param>
    /// <exception cref="CompositionException">A setting, strategy or option is wrong; the message has its path.</exception>
    public static CompareJob Prepare(KifCatalog catalog, CompareSettings settings) => Prepare(new StrategyComposer(catalog), settings);

    /// <summary>Checks all settings and loads model and data, without training; a host passes its own composer and telemetry.</summary>
    /// <param name="composer">Composes the strategies, from the host's options if it is the host's.</param>
    /// <param name="settings">The settings of the comparison.</param>
    /// <param name="telemetry">Logs and measures the runs; null for none.</param>
    /// <param name="time">Measures training; null for the system's clock.</param>
    /// <param name="command">The command line, for the run's files.</param>
    /// <param name="cells">The 0-based indices of the runs to execute, in the order of the grid; the others are left out. Null for all.</param>
    /// <exception cref="CompositionException">A setting, strategy or option is wrong; the message has its path.</exception>
    public static CompareJob Prepare(
        StrategyComposer composer, CompareSettings settings, RunTelemetry? telemetry = null, TimeProvider? time = null, string command = "",
        IReadOnlyList<int>? cells = null) => Prepare(composer, settings, new RunArguments
            { Telemetry = telemetry, Time = time ?? TimeProvider.System, Command = command, Cells = cells ?? [] });

    /// <summary>Checks all settings and loads model and data, without training.</summary>
    /// <exception cref="CompositionException">A setting, strategy or option is wrong; the message has its path.</exception>
    internal static CompareJob Prepare(StrategyComposer composer, CompareSettings settings, RunArguments arguments)
    {
        settings.Validate();
        if (settings.Tune > 0) throw new CompositionException($"compare.tune is {settings.Tune}: the search comes before the comparison is prepared (TuneJob)");
        if (settings.Parallel is > 1 && arguments.Worker is null)
            throw new CompositionException($"compare.parallel is {settings.Parallel}, and compare.worker names no program that does single runs");
        if (settings.Threads is { } number) torch.set_num_threads(number);
        MatmulPrecision.Set(settings.Compute.RoundsProducts());
        // From here on, a branch that moves changes nothing: what is recorded and repeated is its commit.
        var named = new List<string>();
        settings = ComparisonParts.WithMetricName(composer.Catalog, NamedFolder.Pin(settings, named));
        IReadOnlyList<StrategyChoice> strategies = ComparisonParts.Strategies(composer, settings, arguments.StrategyOptions);
        ITaskMetric metric = ComparisonParts.Metric(composer, settings);
        ComparedTasks tasks = ComparedTasks.Of(composer, settings);
        foreach (LearningTask task in tasks.Stream.Tasks.Concat(tasks.Unseen)) Evaluator.Check(task, metric, settings.Evaluation);
        var models = new PretrainedModels(settings, composer.Catalog);
        try
        {
            return new CompareJob(settings, arguments, new(models, tasks.Stream, strategies, metric)
            {
                Seeds = settings.Seeds, Orders = tasks.Orders, Unseen = tasks.Unseen, Training = settings.Training, Evaluation = settings.Evaluation,
                Time = arguments.Time, Checkpoints = new(settings.CheckpointSteps, settings.CheckpointMinutes),
            }, models, [.. named, .. tasks.Notes]);
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }

    /// <summary>Throws if the runs of a folder could not be continued by this comparison; writes nothing.</summary>
    /// <exception cref="CompositionException">They have other settings; the message says which.</exception>
    internal void CheckFolder(string? folder)
    {
        if (folder is not null && File.Exists(Path.Combine(folder, RunFolder.DescriptionName)))
            RunDescriptionUnion.Of(folder, RunFolder.DescriptionOf(folder), RunDescriber.Of(Settings, Comparison, Arguments.Command, Warnings));
    }

    /// <summary>Returns what to know about the runs that are in a folder already, a sentence each.</summary>
    internal static IEnumerable<string> WarningsOf(string? folder)
    {
        if (folder is null || !File.Exists(Path.Combine(folder, RunFolder.DescriptionName))) return [];
        RunDescription before = RunFolder.DescriptionOf(folder);
        return RunEnvironment.Difference([.. before.EarlierEnvironments, before.Environment, RunEnvironment.Now()]) is { } told ? [told] : [];
    }

    /// <summary>Starts the comparison. Runs that are done in the output folder are not repeated.</summary>
    public ComparisonRun Start(CancellationToken cancellation = default)
    {
        UseOwnSettings();
        Action<RunEvent> measure = Measure();
        int parallel = ParallelRuns(Grid.Count(r => !IsCopy(r) && (Folder is null || !RunFolder.IsDone(Folder, r))));
        return parallel > 1
            ? WorkerProcesses.Start(this, parallel, measure, cancellation) : ComparisonRunner.Start(Comparison, Grid, Output, measure, cancellation);
    }

    /// <summary>Starts one run of a comparison, for a process that is told which, one after another.</summary>
    /// <param name="run">The run by its name (<see cref="RunName"/>).</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <exception cref="CompositionException">There is no such run.</exception>
    internal ComparisonRun StartOne(string run, CancellationToken cancellation)
    {
        UseOwnSettings();
        RunKey key = Comparison.Grid.FirstOrDefault(k => RunName.Of(k) == run) ?? throw new CompositionException($"there is no run '{DisplayText.Of(run)}'");
        return ComparisonRunner.Start(Comparison, [key], Output, Measure(), cancellation);
    }

    /// <summary>Writes the files that need the outcome of all runs.</summary>
    /// <param name="result">The result of <see cref="Start"/>.</param>
    /// <returns>
    /// All runs in the output folder, including those of earlier calls; without a folder, or if only some runs of the grid were requested, the same result.
    /// </returns>
    public ComparisonResult Finish(ComparisonResult result)
    {
        // A process that does single runs does not have all of them; its caller collects them.
        if (Output is null || Arguments.Cells.Count > 0)
            return result with { Baseline = Settings.Baseline, Metric = Comparison.Metric, Score = Settings.Evaluation.Score };
        ComparisonResult all = SavedComparison.Read(Output.Path, result.Runs).Result with { Metric = Comparison.Metric };
        all = all with { Skipped = [.. result.Skipped.Where(s => all.Runs.All(r => r.Key != s.Key))] };
        if (all.Runs.Count > 0) Output.Finish(all);
        return all;
    }

    /// <summary>Closes files and frees the model.</summary>
    public void Dispose()
    {
        Output?.Dispose();
        models.Dispose();
    }

    /// <summary>Opens an output folder with the description of this comparison and the file that repeats it.</summary>
    internal RunFolder OpenFolder(string path) =>
        new(path, RunDescriber.Of(Settings, Comparison, Arguments.Command, Warnings), description => ExperimentFile.ToJson(Settings, description));

    /// <summary>Sets what is process-wide as it was when the comparison was prepared: another one may have been since.</summary>
    private void UseOwnSettings()
    {
        if (torch.get_num_threads() != threads) torch.set_num_threads(threads);
        MatmulPrecision.Set(Settings.Compute.RoundsProducts());
    }

    /// <summary>Makes the listener that logs and measures all runs.</summary>
    private Action<RunEvent> Measure()
    {
        if (Arguments.Telemetry is not { } telemetry) return _ => { };
        var listeners = new Dictionary<RunKey, Action<RunEvent>>();
        return e =>
        {
            if (!listeners.TryGetValue(e.Run!, out Action<RunEvent>? listener)) listeners[e.Run!] = listener = telemetry.CreateListener(e.Run!);
            listener(e);
        };
    }

    private string Scoring => (Comparison.Metric.Name, Settings.Evaluation.AnswerBy) switch
    {
        ("exact-match", AnswerMode.Generation) => "",
        (var name, AnswerMode.Generation) => $"; scored with {name}",
        (var name, _) => $"; likeliest answers, scored with {name}",
    };

    private string Answers => Settings.Evaluation is { AnswerBy: AnswerMode.Generation, MaxNewTokens: null }
        && Tasks.Concat(Comparison.Unseen).Max(Comparison.Limits.Of) is > AnswerLimits.Usual and var most
        ? $"; answers of at most {most} tokens, as the longest to learn" : "";

    private string Size => Comparison.Grid.Count == Comparison.Strategies.Count ? ""
        : $"; {Count(Grid.Count, "run", "runs")}: {Count(Comparison.Strategies.Count, "strategy", "strategies")} × "
            + $"{Count(Comparison.Orders.Count, "order", "orders")} × {Count(SeedCount, "seed", "seeds")}"
        + (Grid.Count < Comparison.Grid.Count ? $" (of {Comparison.Grid.Count})" : "");

    private static string Count(int number, string one, string several) => $"{number} {(number == 1 ? one : several)}";

    private static string Range(IEnumerable<int> counts)
    {
        int[] all = [.. counts];
        return all.Min() == all.Max() ? $"{all[0]}" : $"{all.Min()} to {all.Max()}";
    }
}
