using Kif.Models.Native;
using Kif.Models;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Embedded;
using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Events;
using Kif.Pipeline.Options;
using Kif.Pipeline.Output;
using Kif.Pipeline.Streams;
using Kif.Pipeline.Telemetry;

namespace Kif.Pipeline.Jobs;

/// <summary>What <c>kif compare</c> does, as one call for programs: model, stream and strategies from settings, the comparison, and the files of the run.</summary>
public sealed class CompareJob : IDisposable
{
    private readonly CompareSettings settings;
    private readonly PretrainedModels models;
    private readonly TaskStream stream;
    private readonly IReadOnlyList<StrategyChoice> strategies;
    private readonly ITaskMetric metric;
    private readonly RunFolder? folder;
    private readonly Dictionary<string, int> taskCounts;
    private readonly RunTelemetry? telemetry;
    private readonly TimeProvider time;

    private CompareJob(
        CompareSettings settings, PretrainedModels models, TaskStream stream, IReadOnlyList<StrategyChoice> strategies, ITaskMetric metric, RunFolder? folder,
        RunTelemetry? telemetry, TimeProvider time)
    {
        (this.telemetry, this.time) = (telemetry, time);
        (this.settings, this.models, this.stream, this.strategies, this.metric, this.folder) = (settings, models, stream, strategies, metric, folder);
        taskCounts = strategies.ToDictionary(s => s.Name, s =>
        {
            using StrategyComposition composition = s.Compose();
            return composition.JointStream ? 1 : stream.Tasks.Count;
        });
    }

    /// <summary>One line about what will run.</summary>
    public string Headline =>
        $"{stream.Tasks.Count} tasks ({string.Join(", ", stream.Tasks.Select(t => t.Name))}), {Range(stream.Tasks.Select(t => t.Train.Count))} to learn and "
        + $"{Range(stream.Tasks.Select(t => t.Test.Count))} to test each; model: {settings.Model}"
        + (models.Start is { } start ? $", going on from {start}" : "") + Scoring;

    /// <summary>What is slow about the chosen precision on this machine and what is faster; null where nothing is. To be said before <see cref="Start"/>.</summary>
    public string? Advice => settings.Compute.Advice();

    /// <summary>Number of seeds.</summary>
    public int SeedCount => settings.Seeds.Count;

    /// <summary>How many trainings a strategy does: one per task, or one for all.</summary>
    public int TaskCount(string strategy) => taskCounts[strategy];

    /// <summary>Checks everything and loads model and data; no training yet. A <see cref="CompareService"/> does it with a host's options and telemetry.</summary>
    /// <param name="catalog">The strategies, metrics, model families and task formats to choose from.</param>
    /// <param name="settings">What to do.</param>
    /// <param name="command">The command line, for the run's files.</param>
    /// <exception cref="CompositionException">A setting, strategy or option is wrong; the message has its path.</exception>
    public static CompareJob Prepare(KifCatalog catalog, CompareSettings settings, string command = "") => new CompareService(new StrategyComposer(catalog)).Prepare(settings, command);

    internal static CompareJob Prepare(StrategyComposer composer, CompareSettings settings, string command, RunTelemetry? telemetry, TimeProvider time)
    {
        KifCatalog catalog = composer.Catalog;
        settings.Validate();
        if (settings.Threads is { } threads) torch.set_num_threads(threads);
        Float32Products.Set(settings.Compute.RoundedProducts);
        IReadOnlyList<StrategyChoice> strategies = ChosenParts.Strategies(composer, settings);
        ITaskMetric metric = ChosenParts.Metric(composer, settings);
        TaskStream stream = Stream(composer, settings);
        foreach (LearningTask task in stream.Tasks) Evaluator.Check(task, metric, settings.Evaluation);
        string model = settings.Model == CompareSettings.Embedded ? EmbeddedModel.Folder() : settings.Model;
        var models = new PretrainedModels(model, settings.Lora, settings.Limits, settings.Compute, settings.Adapter, catalog.Backbones());
        try
        {
            RunFolder? folder = settings.Out is { } path ? new(path, RunDescriber.Of(settings, strategies, model, stream, command)) : null;
            return new CompareJob(settings, models, stream, strategies, metric, folder, telemetry, time);
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }

    /// <summary>Starts the comparison.</summary>
    public ComparisonRun Start(CancellationToken cancellation = default)
    {
        AdapterWriter? adapters = folder is null ? null : new(folder, settings.Model);
        var options = new ComparisonOptions { Seeds = settings.Seeds, Training = settings.Training, Evaluation = settings.Evaluation };
        return Comparer.CompareAsync(models, stream, strategies, metric, options, new() { Capture = adapters is null ? null : adapters.Write, Listener = Listener() }, cancellation, time);
    }

    /// <summary>Writes the files that need the outcome.</summary>
    public void Finish(ComparisonResult result) => folder?.Finish(result);

    /// <summary>Closes files and frees the model.</summary>
    public void Dispose()
    {
        folder?.Dispose();
        models.Dispose();
    }

    private Action<StrategyEvent> Listener()
    {
        var heard = new Dictionary<RunKey, Action<RunEvent>>();
        return e =>
        {
            folder?.Hear(e);
            if (telemetry is null) return;
            if (!heard.TryGetValue(e.Run, out Action<RunEvent>? listener)) heard[e.Run] = listener = telemetry.Listen(e.Strategy, e.Seed);
            listener(e.Event);
        };
    }

    private static TaskStream Stream(StrategyComposer composer, CompareSettings settings)
    {
        if (settings.Data == CompareSettings.Embedded)
        {
            TaskStream all = EmbeddedStream.Create(1, settings.TrainLimit ?? CompareSettings.EmbeddedTrain, settings.TestLimit ?? CompareSettings.EmbeddedTest);
            IReadOnlyList<string> order = settings.Order.Count == 0 ? EmbeddedStream.DefaultOrder : settings.Order;
            return new TaskStream(order.Select(name => all.Tasks.FirstOrDefault(t => t.Name == name)
                ?? throw new CompositionException(UnknownName.Message("task of the embedded stream", name, all.Tasks.Select(t => t.Name)))));
        }
        ITaskSource tasks = ChosenParts.Data(composer, settings);
        return tasks.Load(settings.Order.Count == 0 ? tasks.TaskNames : settings.Order, settings.TrainLimit, settings.TestLimit);
    }

    private string Scoring => (metric.Name, settings.Evaluation.AnswerBy) switch
    {
        ("exact-match", AnswerMode.Generation) => "",
        (var name, AnswerMode.Generation) => $"; scored with {name}",
        (var name, _) => $"; likeliest answers, scored with {name}",
    };

    private static string Range(IEnumerable<int> counts)
    {
        int[] all = [.. counts];
        return all.Min() == all.Max() ? $"{all[0]}" : $"{all.Min()} to {all.Max()}";
    }
}
