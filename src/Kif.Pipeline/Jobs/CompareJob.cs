using System.Globalization;
using Kif.Models;

namespace Kif;

/// <summary>
/// The job of <c>kif compare</c>, for programs: model, tasks and strategies from settings, the comparison, and its output files. Concurrent comparisons share
/// only process-wide state: libtorch's threads and float32 matmul precision, as set by the settings prepared last.
/// </summary>
public sealed class CompareJob : IDisposable
{
    private readonly CompareSettings settings;
    private readonly PretrainedModels models;
    private readonly ComparedTasks tasks;
    private readonly IReadOnlyList<StrategyChoice> strategies;
    private readonly ITaskMetric metric;
    private readonly RunFolder? folder;
    private readonly Dictionary<string, int> taskCounts;
    private readonly RunTelemetry? telemetry;
    private readonly TimeProvider time;

    private CompareJob(
        CompareSettings settings, PretrainedModels models, ComparedTasks tasks, IReadOnlyList<StrategyChoice> strategies, ITaskMetric metric, RunFolder? folder,
        RunTelemetry? telemetry, TimeProvider time, Func<RunDescription> describe)
    {
        (this.telemetry, this.time, Describe) = (telemetry, time, describe);
        (this.settings, this.models, this.tasks, this.strategies, this.metric, this.folder) = (settings, models, tasks, strategies, metric, folder);
        taskCounts = strategies.ToDictionary(s => s.Name, s =>
        {
            using StrategyComposition composition = s.Compose();
            return composition.IsJointTraining ? 1 : tasks.Stream.Tasks.Count;
        });
        WholeGrid = RunGrid.Of(strategies.Select(s => s.Name), tasks.Orders.Select(o => o.Name), settings.Seeds);
        foreach (int cell in settings.Cells)
            if (cell < 0 || cell >= WholeGrid.Count) throw new CompositionException($"there is no run {cell}: the grid has runs 0 to {WholeGrid.Count - 1}");
        Grid = settings.Cells.Count == 0 ? WholeGrid : [.. settings.Cells.Select(c => WholeGrid[c])];
    }

    /// <summary>A one-line summary of the comparison.</summary>
    public string Headline =>
        $"{tasks.Stream.Tasks.Count} tasks ({string.Join(", ", tasks.Orders[0].Tasks)}), {Range(tasks.Stream.Tasks.Select(t => t.Train.Count))} to learn and "
        + $"{Range(tasks.Stream.Tasks.Select(t => t.Test.Count))} to test each; model: {settings.Model}"
        + (models.Start is { } start ? $", starting from {start}" : "") + Scoring + Size;

    /// <summary>Advice if the chosen precision is slow on this machine, with a faster one; null otherwise. To be shown before <see cref="Start"/>.</summary>
    public string? Advice => settings.Compute.Advice();

    /// <summary>The runs, in the order in which they begin.</summary>
    public IReadOnlyList<RunKey> Grid { get; }

    /// <summary>The output folder; null if nothing is written.</summary>
    public string? Folder => folder?.Path;

    /// <summary>Number of seeds.</summary>
    public int SeedCount => settings.Seeds.Count;

    /// <summary>Returns the number of a strategy's trainings: one per task, or one for all tasks.</summary>
    public int TaskCount(string strategy) => taskCounts[strategy];

    /// <summary>All runs, including those that <see cref="CompareSettings.Cells"/> leaves out.</summary>
    internal IReadOnlyList<RunKey> WholeGrid { get; }

    internal CompareSettings Settings => settings;

    internal ComparedTasks Tasks => tasks;

    internal IModelSource Models => models;

    internal IReadOnlyList<StrategyChoice> Strategies => strategies;

    internal ITaskMetric Metric => metric;

    internal RunFolder? Output => folder;

    /// <summary>Makes the description of the comparison, for the output files.</summary>
    internal Func<RunDescription> Describe { get; }

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
    /// <exception cref="CompositionException">A setting, strategy or option is wrong; the message has its path.</exception>
    public static CompareJob Prepare(
        StrategyComposer composer, CompareSettings settings, RunTelemetry? telemetry = null, TimeProvider? time = null, string command = "")
    {
        settings.Validate();
        if (settings.Tune > 0) throw new CompositionException($"compare.tune is {settings.Tune}: the search comes before the comparison is prepared (TuneJob)");
        if (settings.Parallel > 1 && settings.Worker is null)
            throw new CompositionException($"compare.parallel is {settings.Parallel}, and compare.worker names no program that does single runs");
        if (settings.Threads is { } threads) torch.set_num_threads(threads);
        MatmulPrecision.Set(settings.Compute.RoundsProducts());
        IReadOnlyList<StrategyChoice> strategies = ComparisonParts.Strategies(composer, settings);
        ITaskMetric metric = ComparisonParts.Metric(composer, settings);
        ComparedTasks tasks = ComparedTasks.Of(composer, settings);
        foreach (LearningTask task in tasks.Stream.Tasks.Concat(tasks.Unseen)) Evaluator.Check(task, metric, settings.Evaluation);
        string model = settings.Model == CompareSettings.Embedded ? EmbeddedModel.Folder() : settings.Model;
        var models = new PretrainedModels(model, settings.Lora, settings.Limits, settings.Compute, settings.Adapter, composer.Catalog);
        RunDescription Describe() => RunDescriber.Of(settings, strategies, ComparisonParts.MetricChoice(settings), model, tasks, command);
        RunFolder? folder = null;
        try
        {
            if (settings.Out is { } path)
            {
                folder = new(path, Describe());
                RunJson.Write(Path.Combine(path, ExperimentName), ExperimentFile.ToJson(settings, folder.Description));
            }
            return new CompareJob(settings, models, tasks, strategies, metric, folder, telemetry, time ?? TimeProvider.System, Describe);
        }
        catch
        {
            folder?.Dispose();
            models.Dispose();
            throw;
        }
    }

    /// <summary>The name of the experiment file in an output folder.</summary>
    internal const string ExperimentName = "experiment.json";

    /// <summary>Starts the comparison. Runs that are done in the output folder are not repeated.</summary>
    public ComparisonRun Start(CancellationToken cancellation = default)
    {
        Action<RunEvent> measure = Measure();
        if (settings.Parallel > 1) return ParallelRuns.Start(this, measure, cancellation);
        AdapterWriter? adapters = folder is null ? null : new(folder, settings.Model);
        var options = new ComparisonOptions
        {
            Seeds = settings.Seeds, Orders = tasks.Orders, Unseen = tasks.Unseen, Training = settings.Training, Evaluation = settings.Evaluation,
            Only = settings.Cells.Count == 0 ? null : Grid.ToHashSet(),
        };
        var hooks = new ComparisonHooks
        {
            Capture = adapters is null ? null : adapters.Write,
            Done = folder is null ? null : folder.Done,
            Found = folder is null ? null : folder.Find,
            Pause = folder is null ? null : folder.PausedPathOf,
            Listener = e =>
            {
                folder?.Handle(e);
                measure(e);
            },
        };
        return ComparisonRunner.Start(models, tasks.Stream, strategies, metric, options, hooks, cancellation, time);
    }

    /// <summary>Writes the files that need the outcome of all runs.</summary>
    /// <param name="result">The result of <see cref="Start"/>.</param>
    /// <returns>
    /// All runs in the output folder, including those of earlier calls; without a folder, or if only some runs of the grid were requested, the same result.
    /// </returns>
    public ComparisonResult Finish(ComparisonResult result)
    {
        // A process that does single runs does not have all of them; its caller collects them.
        if (folder is null || settings.Cells.Count > 0) return result with { Baseline = settings.Baseline, Metric = metric };
        ComparisonResult all = SavedComparison.Read(folder.Path, result.Runs).Result with { Metric = metric };
        folder.Finish(all);
        return all;
    }

    /// <summary>Closes files and frees the model.</summary>
    public void Dispose()
    {
        folder?.Dispose();
        models.Dispose();
    }

    /// <summary>Makes the listener that logs and measures all runs.</summary>
    private Action<RunEvent> Measure()
    {
        if (telemetry is null) return _ => { };
        var listeners = new Dictionary<RunKey, Action<RunEvent>>();
        return e =>
        {
            if (!listeners.TryGetValue(e.Run!, out Action<RunEvent>? listener)) listeners[e.Run!] = listener = telemetry.CreateListener(e.Run!);
            listener(e);
        };
    }

    private string Scoring => (metric.Name, settings.Evaluation.AnswerBy) switch
    {
        ("exact-match", AnswerMode.Generation) => "",
        (var name, AnswerMode.Generation) => $"; scored with {name}",
        (var name, _) => $"; likeliest answers, scored with {name}",
    };

    private string Size => WholeGrid.Count == strategies.Count ? ""
        : $"; {Grid.Count} runs: {strategies.Count} strategies × {tasks.Orders.Count} orders × {settings.Seeds.Count} seeds"
        + (Grid.Count < WholeGrid.Count ? $" (of {WholeGrid.Count})" : "");

    private static string Range(IEnumerable<int> counts)
    {
        int[] all = [.. counts];
        return all.Min() == all.Max() ? $"{all[0]}" : $"{all.Min()} to {all.Max()}";
    }
}

/// <summary>
/// The writer of the adapter after every task, as a folder that PEFT loads: frozen adapters and the newest as one adapter of their summed rank. Where all
/// weights train, or adapters were merged into them, it writes all weights, for the last task only.
/// </summary>
internal sealed class AdapterWriter(RunFolder folder, string baseModel)
{
    public void Write(RunKey key, int afterTask, ILanguageModel model, Tensor weights)
    {
        if (model is not LanguageModel language) return;
        string run = folder.Of(key);
        using var scope = torch.NewDisposeScope();
        if (language.Lora is null || model.Merged.Count > 0)
        {
            language.Export(weights,
                all => SafetensorsWriter.Write(Path.Combine(run, "weights.safetensors"), all.ToDictionary(t => t.Key, t => t.Value.cpu())));
            return;
        }
        PretrainedAdapter.Write(Path.Combine(run, "adapters", string.Create(CultureInfo.InvariantCulture, $"after-task-{afterTask}")), language, weights,
            baseModel);
    }
}
