using System.Globalization;
using Kif.Models;

namespace Kif;

/// <summary>
/// The files that an answer comes from, by what a user names: a run of a comparison (its last task, or an earlier one), the folder or the hub's name of an
/// adapter, or a model.
/// </summary>
/// <param name="Name">What the user named, without the folder of the comparison: <c>kif-lora</c>, a folder's last name.</param>
/// <param name="Model">The base model: a folder, a hub's name, or <c>embedded</c>.</param>
internal sealed record AnswerSource(string Name, string Model)
{
    private const string AdapterFolders = GrowingFiles.Adapters, FullWeights = AdapterWriter.FullWeights, AfterTask = AdapterWriter.AfterTask;

    /// <summary>The adapter's folder or hub's name; null for none.</summary>
    public string? Adapter { get; private init; }

    /// <summary>The file of all weights, where all of them were trained; null for the model's own.</summary>
    public string? Weights { get; private init; }

    /// <summary>The settings of the comparison that the weights come from; null if they come from none.</summary>
    public CompareSettings? Settings { get; private init; }

    /// <summary>The most tokens of an answer in that comparison; null without one.</summary>
    public int? MaxNewTokens { get; private init; }

    /// <summary>The tasks that were learned, in order; empty if they are not known.</summary>
    public IReadOnlyList<string> Learned { get; private init; } = [];

    /// <summary>What a user should know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Returns the base model of the same run, asked in the same way.</summary>
    /// <param name="name">Its name.</param>
    public AnswerSource WithoutAdapter(string name) => this with { Name = name, Adapter = null, Weights = null, Notes = [] };

    /// <summary>Finds what a user named.</summary>
    /// <param name="named">A run's folder, or that of a comparison with one run; an adapter or a model; or <c>embedded</c>.</param>
    /// <param name="composer">Composes the run's strategy, which says whether each task has weights of its own.</param>
    /// <param name="after">The number of tasks learned; null for all.</param>
    /// <param name="task">The task whose weights are asked for, where each has its own; null for none.</param>
    /// <param name="model">The base model, where it is not where the files say; null for what they say.</param>
    /// <exception cref="SeveralRunsException">The folder has several runs; the exception lists them.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or there are no such weights; the message says which there are.</exception>
    /// <exception cref="CompositionException">The task is missing or unknown, or an argument does not fit.</exception>
    /// <exception cref="DirectoryNotFoundException">There is nothing of that name.</exception>
    public static AnswerSource Find(string named, StrategyComposer composer, int? after = null, string? task = null, string? model = null)
    {
        if (RunAt(named) is { } run) return OfRun(run.Folder, run.Key, composer, after, task, model);
        string path = Named(named, out bool isAdapter);
        // An adapter that a run kept: what the run knows of its examples holds for it, too.
        if (isAdapter && KeptAt(path) is { } kept && after is null)
            return OfRun(kept.Folder, kept.Key, composer, kept.After, task: null, model) with { Name = Path.GetFileName(path) };
        if (after is not null || task is not null)
            throw new CompositionException($"--{(after is not null ? "after" : "task")} chooses among the weights of a run, and '{named}' is none");
        string name = named.TrimEnd('/').Split('/')[^1];
        if (!isAdapter)
            return model is null ? new(name, named)
                : throw new CompositionException($"--model is the base of an adapter, and '{named}' is a model itself; leave one of them out");
        return new(name, model ?? BaseOf(path)) { Adapter = named };
    }

    /// <summary>Finds the run that a folder is, or has alone; null if it belongs to no comparison.</summary>
    /// <exception cref="SeveralRunsException">It has several runs.</exception>
    /// <exception cref="InvalidDataException">It has none that is done or kept an adapter.</exception>
    private static (string Folder, RunKey Key)? RunAt(string path)
    {
        if (!Directory.Exists(path)) return null;
        string full = Path.GetFullPath(path).TrimEnd('/');
        string? root = full;
        // strategy/order-1/seed-1 below the folder of the comparison.
        for (int up = 0; up < 4 && root is not null; up++, root = Path.GetDirectoryName(root))
        {
            if (!File.Exists(Path.Combine(root, RunFolder.DescriptionName))) continue;
            string folder = root;
            RunKey[] here = [.. RunFolder.DescriptionOf(folder).Grid.Where(k => IsWithin(RunFolder.PathOf(folder, k), full) && HasWeights(folder, k))];
            if (here.Length == 0 && up > 0 && IsOfNoRun(folder, full)) return null;
            return here switch
            {
                [var one] => (folder, one),
                [] => throw new InvalidDataException($"'{path}' has no run with weights to answer with: none is done, and none kept an adapter yet"),
                _ => throw new SeveralRunsException(
                    path, [.. here.Select(k => Path.GetRelativePath(Directory.GetCurrentDirectory(), RunFolder.PathOf(folder, k)))]),
            };
        }
        return null;
    }

    private static bool IsWithin(string run, string folder) =>
        Path.GetFullPath(run) is var full && (full == folder || full.StartsWith(folder + '/', StringComparison.Ordinal));

    /// <summary>Whether a folder below a comparison is none that its runs lie in.</summary>
    private static bool IsOfNoRun(string root, string folder) => !RunFolder.DescriptionOf(root).Grid.Any(k => IsWithin(RunFolder.PathOf(root, k), folder));

    private static bool HasWeights(string root, RunKey run) =>
        RunFolder.PathOf(root, run) is var folder && (File.Exists(Path.Combine(folder, FullWeights)) || Kept(folder).Count > 0);

    /// <summary>Finds the run that kept an adapter; null for an adapter of another origin.</summary>
    private static (string Folder, RunKey Key, int After)? KeptAt(string adapter)
    {
        string full = Path.GetFullPath(adapter).TrimEnd('/');
        string[] parts = full.Split('/');
        if (parts.Length < 7 || parts[^2] != AdapterFolders || Number(parts[^1]) is not { } after) return null;
        string root = string.Join('/', parts[..^5]);
        if (!File.Exists(Path.Combine(root, RunFolder.DescriptionName))) return null;
        foreach (RunKey key in RunFolder.DescriptionOf(root).Grid)
            if (Path.GetFullPath(RunFolder.PathOf(root, key)) == string.Join('/', parts[..^2])) return (root, key, after);
        return null;
    }

    /// <summary>Returns the numbers of tasks after which a run kept an adapter, ascending.</summary>
    private static IReadOnlyList<int> Kept(string run)
    {
        string folder = Path.Combine(run, AdapterFolders);
        return Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Select(f => Number(Path.GetFileName(f))).OfType<int>().Order()] : [];
    }

    private static int? Number(string name) => name.StartsWith(AfterTask, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(AfterTask.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static AnswerSource OfRun(string root, RunKey key, StrategyComposer composer, int? after, string? task, string? model)
    {
        RunDescription description = RunFolder.DescriptionOf(root);
        string folder = RunFolder.PathOf(root, key);
        var notes = new List<string>();
        IReadOnlyList<string> tasks = description.Orders.First(o => o.Name == key.Order).Tasks;
        CompareSettings settings = new() { Model = description.Model };
        IReadOnlyList<StrategySpec> options = [];
        if (File.Exists(Path.Combine(root, RunFolder.ExperimentName))) (settings, options) = ExperimentFile.Read(Path.Combine(root, RunFolder.ExperimentName));
        bool finished = RunFolder.IsDone(root, key);
        IReadOnlyList<int> kept = Kept(folder);
        if (NeedsTask(composer, settings, options, key.Strategy, notes))
        {
            if (after is null && (task is null || !tasks.Contains(task)))
                throw new CompositionException(task is null
                    ? $"{key.Strategy} has weights of its own for each task: name one by --task; there are: {string.Join(", ", tasks)}"
                    : UnknownName.Message("task of the run", task, tasks));
            after ??= Enumerable.Range(0, tasks.Count).First(i => tasks[i] == task) + 1;
        }
        else if (task is not null && !tasks.Contains(task)) throw new CompositionException(UnknownName.Message("task of the run", task, tasks));
        string full = Path.Combine(folder, FullWeights);
        bool whole = kept.Count == 0 && File.Exists(full);
        int chosen = after ?? (whole ? tasks.Count : kept[^1]);
        if (whole ? chosen != tasks.Count : !kept.Contains(chosen))
            throw new InvalidDataException($"{key} keeps no weights after task {chosen}: "
                + (whole ? $"where all weights train, only those after the last task ({tasks.Count}) are kept"
                    : $"there are those after {string.Join(", ", kept)}"));
        if (!finished)
            notes.Add($"{key} is not done: these are its weights after task {chosen} of {tasks.Count}");
        return new(key.Strategy, model ?? Base(description.Model, root))
        {
            Adapter = whole ? null : Path.Combine(folder, AdapterFolders, AfterTask + chosen.ToString(CultureInfo.InvariantCulture)),
            Weights = whole ? full : null, Settings = settings, Learned = [.. tasks.Take(chosen)], Notes = notes,
            MaxNewTokens = settings.Evaluation.MaxNewTokens
                ?? description.Tasks.Select(t => t.MaxNewTokens ?? AnswerLimits.Usual).Append(AnswerLimits.Usual).Max(),
        };
    }

    /// <summary>Whether each task of a strategy has weights of its own.</summary>
    private static bool NeedsTask(StrategyComposer composer, CompareSettings settings, IReadOnlyList<StrategySpec> options, string name, List<string> notes)
    {
        try
        {
            if (ComparisonParts.Strategies(composer, settings, options).FirstOrDefault(s => s.Name == name) is not { } strategy) return false;
            using StrategyComposition composition = strategy.Compose();
            return composition.PartNeedingTaskId is not null;
        }
        catch (Exception e) when (e is CompositionException or HookException)
        {
            notes.Add($"whether {name} has weights of its own for each task is not known here: {e.Message}");
            return false;
        }
    }

    private static string Base(string model, string root)
    {
        if (model == CompareSettings.Embedded || Directory.Exists(model) || NamedFolder.IsRepository(model, HubContent.Model)) return model;
        throw new DirectoryNotFoundException($"The runs in '{root}' were made on the model '{model}', which is not there; say where it is now with --model.");
    }

    private static string BaseOf(string adapter)
    {
        PeftConfig? config = GatedAdapterFile.IsIn(adapter) ? null : PeftConfig.Read(FolderFile.PathOf(adapter, PeftConfig.FileName));
        if ((config is null ? GatedAdapterFile.Read(adapter).BaseModel : config.BaseModel) is not { Length: > 0 } name)
            throw new CompositionException($"'{adapter}' does not say which model it is for (base_model_name_or_path); name it with --model");
        if (!Directory.Exists(name) && config?.Revision is { } revision && NamedFolder.IsRepository($"{name}@{revision}", HubContent.Model))
            name += $"@{revision}";
        return Directory.Exists(name) || name == CompareSettings.Embedded || NamedFolder.IsRepository(name, HubContent.Model) ? name
            : throw new DirectoryNotFoundException($"The adapter '{adapter}' is for the model '{name}', which is not there; say where it is now with --model.");
    }

    /// <summary>Finds the folder of an adapter or a model.</summary>
    private static string Named(string named, out bool isAdapter)
    {
        isAdapter = false;
        if (named == CompareSettings.Embedded) return named;
        foreach (HubContent content in new[] { HubContent.Adapter, HubContent.Model })
        {
            string path = NamedFolder.PathOf(named, content);
            if (!Directory.Exists(path)) continue;
            isAdapter = FolderFile.Find(path, PeftConfig.FileName) is not null || GatedAdapterFile.IsIn(path);
            if (isAdapter || FolderFile.Find(path, "config.json") is not null) return path;
        }
        if (File.Exists(named)) throw new CompositionException($"'{named}' is a file; name the folder of a run, an adapter or a model");
        if (Directory.Exists(named))
            throw new InvalidDataException(
                $"'{named}' is no run (run.json above it), no adapter ({PeftConfig.FileName}) and no model (config.json)");
        throw new DirectoryNotFoundException($"There is no run, adapter or model '{named}'" + (NamedFolder.IsRepository(named, HubContent.Model)
            ? ", and the hub's cache has none of that name; --download fetches it." : "."));
    }
}

/// <summary>A folder has several runs where one is needed.</summary>
/// <param name="folder">The folder.</param>
/// <param name="runs">The folders of the runs.</param>
internal sealed class SeveralRunsException(string folder, IReadOnlyList<string> runs)
    : IOException($"'{folder}' has {runs.Count} runs; name one of them, such as {runs[0]}")
{
    /// <summary>The folders of the runs.</summary>
    public IReadOnlyList<string> Runs => runs;
}
