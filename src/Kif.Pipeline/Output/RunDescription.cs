using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;

namespace Kif.Pipeline.Output;

/// <summary>The description of a comparison: its settings, model, data and versions; enough to repeat it and to recognize the same runs.</summary>
public sealed record RunDescription
{
    internal const string MetricSetting = "metric";

    /// <summary>The command line, or its equivalent.</summary>
    public required string Command { get; init; }

    /// <summary>Model folder, or <c>embedded</c>.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the model's weight files.</summary>
    public string ModelSha256 { get; init; } = "";

    /// <summary>SHA-256 of the tokenizer's files.</summary>
    public string TokenizerSha256 { get; init; } = "";

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

    /// <summary>The environment: versions, device, threads.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

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

    /// <summary>The runs, in the order of the indices of <c>--cell</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<RunKey> Grid => RunGrid.Of(Strategies, Orders.Select(o => o.Name), Seeds);

    /// <summary>Writes a metric in the form that <see cref="Metric"/> reads.</summary>
    internal static string Text(ComponentChoice metric) => metric.Use + string.Concat(metric.Settings.Select(s => $" {s.Key}={s.Value}"));
}
