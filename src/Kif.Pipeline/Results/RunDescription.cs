using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Kif;

/// <summary>The description of a comparison: its settings, model, data and versions; enough to repeat it and to recognize the same runs.</summary>
internal sealed record RunDescription
{
    internal const string MetricSetting = "metric";

    internal const int CurrentFormat = 3, OldestFormat = 2;

    /// <summary>The beginning of the names of an adapter's files in <see cref="Sources"/>.</summary>
    internal const string AdapterSource = "adapter/";

    /// <summary>Version of the file's layout: 3. The second had no <see cref="Sources"/> and is read, but not continued; the first had no number.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>When the folder was begun, in UTC; null in those of earlier versions. Runs do not depend on it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Begun { get; init; }

    /// <summary>The command line, or its equivalent.</summary>
    public required string Command { get; init; }

    /// <summary>Model folder, or <c>embedded</c>.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the model's weight files.</summary>
    public string ModelSha256 { get; init; } = "";

    /// <summary>SHA-256 of the tokenizer's files.</summary>
    public string TokenizerSha256 { get; init; } = "";

    /// <summary>SHA-256 of <c>experiment.json</c>; empty if the folder has none.</summary>
    public string ExperimentSha256 { get; init; } = "";

    /// <summary>Data folder, or <c>embedded</c>.</summary>
    public string Data { get; init; } = "";

    /// <summary>The tasks, including those that are never trained, each with a hash of the examples that the runs use.</summary>
    public IReadOnlyList<TaskDescription> Tasks { get; init; } = [];

    /// <summary>The orders of the tasks.</summary>
    public IReadOnlyList<TaskOrder> Orders { get; init; } = [];

    /// <summary>The seeds.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [];

    /// <summary>The strategies by their names in results.</summary>
    public IReadOnlyList<string> Strategies { get; init; } = [];

    /// <summary>Tasks that are evaluated and never trained.</summary>
    public IReadOnlyList<string> Unseen { get; init; } = [];

    /// <summary>The strategy that the others are compared with; null for <c>seq-lora</c> or else the first.</summary>
    public string? Baseline { get; init; }

    /// <summary>Peak learning rates of single strategies that differ from the shared one.</summary>
    public IReadOnlyDictionary<string, double> OwnLearningRates { get; init; } = new Dictionary<string, double>();

    /// <summary>Every shared setting that can change the results, by its path.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>SHA-256 of the files that decide the runs beside weights, tokenizer and examples, by name: the model's settings, an adapter.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// SHA-256 of the code of strategies, parts, metric and model that does not come with Kif, by the strategies' names in results and the assemblies' names.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Code { get; init; }
        = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>SHA-256 of the model's code that does not come with Kif, by the assemblies' names, in this call; it is part of <see cref="Code"/>.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> ModelCode { get; init; } = new Dictionary<string, string>();

    /// <summary>The environment of the last call: versions, device, threads. Each run records its own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The environments of earlier calls, where they differ.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> EarlierEnvironments { get; init; } = [];

    /// <summary>What a user was told before training, a sentence each; runs do not depend on it.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The rule by which produced ids become the text that is scored; empty if none is recorded.</summary>
    public string Decoding { get; init; } = "";

    /// <summary>
    /// The composition of each strategy with every value, by its name in results, in the canonical form that <c>kif run --composition</c> reads.
    /// </summary>
    public IReadOnlyDictionary<string, JsonObject> Compositions { get; init; } = new Dictionary<string, JsonObject>();

    /// <summary>The metric that scored the runs, with its options: <c>metric</c> of <see cref="Settings"/>; an empty name if none is recorded.</summary>
    [JsonIgnore]
    public ComponentChoice Metric
    {
        get
        {
            string[] words = Settings.GetValueOrDefault(MetricSetting, "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            ComponentChoice choice = ComponentChoice.Of(words.FirstOrDefault() ?? "");
            foreach (string[] option in words.Skip(1).Select(w => w.Split('=', 2))) choice.Settings[option[0]] = option[^1];
            return choice;
        }
    }

    /// <summary>The tasks that are scored after each one.</summary>
    [JsonIgnore]
    public ScoredTasks Score => Enum.TryParse(Settings.GetValueOrDefault(RunConfiguration.Scored, ""), out ScoredTasks said) ? said : ScoredTasks.All;

    /// <summary>Returns the same with the present names of settings that had others in earlier versions.</summary>
    internal RunDescription WithPresentNames() => this with
    {
        Settings = new SortedDictionary<string, string>(
            Settings.Select(s => RenamedOptions.Replacement(s.Key, s.Value) is { } now ? KeyValuePair.Create(now.Path, now.Value) : s).ToDictionary(),
            StringComparer.Ordinal),
    };

    /// <summary>The runs, in the order of the indices of <c>--cell</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<RunKey> Grid => RunGrid.Of(Strategies, Orders.Select(o => o.Name), Seeds);

    /// <summary>Writes a metric in the form that <see cref="Metric"/> reads.</summary>
    internal static string Text(ComponentChoice metric) => metric.Use + string.Concat(metric.Settings.Select(s => $" {s.Key}={s.Value}"));
}

/// <summary>A task as the runs use it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Train">Number of training examples.</param>
/// <param name="Test">Number of test examples.</param>
/// <param name="Sha256">SHA-256 over both, in lowercase hexadecimal digits.</param>
internal sealed record TaskDescription(string Name, int Train, int Test, string Sha256)
{
    /// <summary>The most tokens of its answers where its training targets raise the usual limit; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxNewTokens { get; init; }
}

/// <summary>
/// The union of a folder's description and that of another call: strategies, orders and seeds may be added, everything else must be unchanged.
/// </summary>
internal static class RunDescriptionUnion
{
    /// <exception cref="CompositionException">A setting of the folder's runs is different now; the message says which.</exception>
    public static RunDescription Of(string folder, RunDescription before, RunDescription now)
    {
        if (before.Format != now.Format)
            throw new CompositionException($"{folder} was begun by another version of Kif (format {before.Format}; this one writes {now.Format}): its runs can "
                + "be reported, verified and reproduced, but not continued; choose another folder (see docs/renamed.md)");
        foreach (TaskOrder order in now.Orders)
            if (before.Orders.FirstOrDefault(o => o.Name == order.Name) is { } own && !own.Tasks.SequenceEqual(order.Tasks))
                throw Other(folder, $"{order.Name} is {string.Join(',', own.Tasks)} there and {string.Join(',', order.Tasks)} now");
        IReadOnlyDictionary<string, string>[] earlier = [.. before.EarlierEnvironments.Append(before.Environment).Concat(now.EarlierEnvironments)
            .Where(e => e.Count > 0 && !IsSame(e, now.Environment)).DistinctBy(Text)];
        string? different = RunEnvironment.Difference([.. earlier, now.Environment]);
        RunDescription union = now with
        {
            Begun = before.Begun,
            EarlierEnvironments = earlier,
            Code = before.Code.Where(c => !now.Strategies.Contains(c.Key)).Concat(now.Code).ToDictionary(),
            Orders = [.. before.Orders, .. now.Orders.Where(o => before.Orders.All(b => b.Name != o.Name))],
            Seeds = [.. before.Seeds.Union(now.Seeds)],
            Strategies = [.. before.Strategies.Union(now.Strategies)],
            Tasks = [.. now.Tasks, .. before.Tasks.Where(b => now.Tasks.All(t => t.Name != b.Name))],
            Compositions = before.Compositions.Where(c => !now.Compositions.ContainsKey(c.Key)).Concat(now.Compositions).ToDictionary(),
            OwnLearningRates = before.OwnLearningRates.Where(r => !now.Strategies.Contains(r.Key)).Concat(now.OwnLearningRates).ToDictionary(),
            Baseline = now.Baseline ?? before.Baseline,
            Warnings = [.. before.Warnings.Union(now.Warnings).Where(w => !RunEnvironment.IsDifference(w)),
                .. different is null ? Array.Empty<string>() : [different]],
        };
        if (union.Grid.Count == before.Grid.Count) union = union with { Command = before.Command };
        foreach (RunKey run in before.Grid)
            if (RunConfiguration.Difference(before, union, run) is { } difference) throw Other(folder, $"{difference} ({run})");
        return union;
    }

    private static bool IsSame(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) => Text(a) == Text(b);

    private static string Text(IReadOnlyDictionary<string, string> environment) =>
        string.Join('\n', environment.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={e.Value}"));

    private static CompositionException Other(string folder, string difference) =>
        new($"{folder} holds another comparison: {difference}; choose another folder, or delete it");
}
