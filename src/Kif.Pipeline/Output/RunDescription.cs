using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;

namespace Kif.Pipeline.Output;

/// <summary>What a comparison was asked to do, with which model, data and versions: enough to do it again and to tell whether something is the same.</summary>
public sealed record RunDescription
{
    internal const string MetricSetting = "metric";

    /// <summary>The command line, or what stands for it.</summary>
    public required string Command { get; init; }

    /// <summary>Model folder, or <c>embedded</c>.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the model's weight files.</summary>
    public string ModelSha256 { get; init; } = "";

    /// <summary>SHA-256 of what the tokenizer is read from.</summary>
    public string TokenizerSha256 { get; init; } = "";

    /// <summary>Data folder, or <c>embedded</c>.</summary>
    public string Data { get; init; } = "";

    /// <summary>The tasks, those that are never trained too, with the hash of the examples that the runs see of them.</summary>
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

    /// <summary>Peak learning rates of single strategies that are others than the shared one.</summary>
    public IReadOnlyDictionary<string, double> OwnLearningRates { get; init; } = new Dictionary<string, double>();

    /// <summary>Every setting that all runs share and that can change what comes out, by its path.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Versions, device, threads: what is the machine's.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What each strategy is, with every value, by its name in results: the canonical form, which <c>kif run --composition</c> reads.</summary>
    public IReadOnlyDictionary<string, JsonObject> Compositions { get; init; } = new Dictionary<string, JsonObject>();

    /// <summary>The metric that scored the runs, with its options: <c>metric</c> of <see cref="Settings"/>; an empty name where none is written down.</summary>
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

    /// <summary>The runs, in the order of their places in <c>--cell</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<RunKey> Grid => RunGrid.Of(Strategies, Orders.Select(o => o.Name), Seeds);

    /// <summary>A metric as <see cref="Metric"/> reads it.</summary>
    internal static string Text(ComponentChoice metric) => metric.Use + string.Concat(metric.Settings.Select(s => $" {s.Key}={s.Value}"));
}
