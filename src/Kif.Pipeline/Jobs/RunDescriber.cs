using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kif.Models;

namespace Kif;

/// <summary>The maker of a comparison's description: its settings, model, data, versions and machine.</summary>
internal static class RunDescriber
{
    private static readonly JsonSerializerOptions Names = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>The one rule of decoding: transformers 4 also cleans BPE text where the folder says so, transformers 5 does not.</summary>
    private const string Decoding = "the tokenizer's decoder and no clean_up_tokenization_spaces, outer white space removed";

    /// <summary>Settings that select the runs or the place of their execution, and change no run.</summary>
    private static readonly string[] NotShared = ["model", "data", "dataformat", "order", "orders", "ordercount", "strategies", "seeds", "set", "out",
        "parallel", "checkpointsteps", "checkpointminutes", "baseline", "unseen", "metric", "tune", "tunetasks", "tuneby",
        "tunelearningrate", "ownlearningrates", "columns", "prompt", "taskcolumns"];

    /// <summary>Describes a comparison.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="comparison">What its runs share.</param>
    /// <param name="command">The command line.</param>
    /// <param name="warnings">What a user is told before training.</param>
    public static RunDescription Of(CompareSettings settings, Comparison comparison, string command, IReadOnlyList<string> warnings)
    {
        BackboneReference model = BackboneReference.Of(settings.Model);
        LearningTask[] tasks = [.. comparison.Stream.Tasks, .. comparison.Unseen];
        bool chats = settings.Chat || tasks.Any(t => t.Train.Concat(t.Test).Any(e => e.Chat is not null));
        var flat = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Flatten(JsonSerializer.SerializeToNode(settings, Names)!, "", flat);
        foreach (string path in flat.Keys.Where(k => NotShared.Contains(k.Split('.')[0])).ToArray()) flat.Remove(path);
        // Folders of earlier versions do not have it.
        if (!settings.Chat) flat.Remove("chat");
        // What the profile stands for decides the runs, not its name.
        flat.Remove("training.profile");
        flat["training.order"] = settings.Training.OrderUsed.ToString();
        flat["training.equalmicrobatches"] = settings.Training.WeighsMicroBatchesEqually ? "true" : "false";
        flat["training.exactwarmup"] = settings.Training.WarmsUpExactly ? "true" : "false";
        bool said = settings.Evaluation.MaxNewTokens is not null;
        if (!said) flat["evaluation.maxnewtokens"] = AnswerLimits.Usual.ToString(CultureInfo.InvariantCulture);
        flat[RunDescription.MetricSetting] = RunDescription.Text(ComparisonParts.MetricChoice(settings));
        return new()
        {
            Begun = DateTimeOffset.FromUnixTimeSeconds(comparison.Time.GetUtcNow().ToUnixTimeSeconds()),
            Command = command, Model = settings.Model, ModelSha256 = model.Weights, TokenizerSha256 = model.Tokenizer, Data = settings.Data,
            Tasks = [.. tasks
                .Select(t => new TaskDescription(t.Name, t.Train.Count, t.Test.Count, TaskHash.Of(t))
                    { MaxNewTokens = !said && comparison.Limits.Of(t) is > AnswerLimits.Usual and var limit ? limit : null })],
            Orders = comparison.Orders, Seeds = settings.Seeds, Strategies = [.. comparison.Strategies.Select(s => s.Name)],
            Unseen = [.. comparison.Unseen.Select(t => t.Name)], Baseline = settings.Baseline,
            OwnLearningRates = settings.OwnLearningRates, Settings = flat, Environment = RunEnvironment.Now(),
            Warnings = warnings, Decoding = Decoding,
            Sources = new SortedDictionary<string, string>(RunSources.Files(settings.Model, settings.Adapter, chats).ToDictionary(),
                StringComparer.Ordinal),
            Code = comparison.Strategies.Select(s => (s.Name, Code: RunSources.Code(CodeOf(s, comparison)))).Where(s => s.Code.Count > 0)
                .ToDictionary(s => s.Name, s => (IReadOnlyDictionary<string, string>)s.Code),
            ModelCode = RunSources.Code(comparison.Models is PretrainedModels loaded ? loaded.Code : []),
            Compositions = comparison.Strategies.ToDictionary(s => s.Name, s => s.Spec.ToNode()),
        };
    }

    /// <summary>Returns the assemblies whose code decides the runs of a strategy: its own, the metric's and the model's.</summary>
    internal static IEnumerable<Assembly> CodeOf(StrategyChoice strategy, Comparison comparison) =>
        [.. strategy.Code, comparison.Metric.GetType().Assembly, .. comparison.Models is PretrainedModels models ? models.Code : []];

    private static void Flatten(JsonNode node, string path, SortedDictionary<string, string> flat)
    {
        if (node is JsonObject o)
        {
            foreach ((string key, JsonNode? value) in o)
                if (value is not null) Flatten(value, path.Length == 0 ? key.ToLowerInvariant() : $"{path}.{key.ToLowerInvariant()}", flat);
        }
        else flat[path] = node is JsonArray a ? string.Join(',', a) : node.ToString();
    }
}

/// <summary>The SHA-256 hashes of files of a model folder, in the order of their names, in lowercase hexadecimal digits.</summary>
internal static class ModelFolderHash
{
    private static readonly string[] TokenizerFiles =
        ["added_tokens.json", "merges.txt", "special_tokens_map.json", "spiece.model", "tokenizer.json", "tokenizer.model", "tokenizer_config.json",
        "vocab.json", "vocab.txt"];

    /// <summary>Hashes the weight files.</summary>
    public static string Weights(string folder) => FileHash.Of(Directory.GetFiles(folder, "*.safetensors").Order(StringComparer.Ordinal));

    /// <summary>Hashes the tokenizer's files.</summary>
    public static string Tokenizer(string folder) => FileHash.Of(TokenizerFiles.Select(name => Path.Combine(folder, name)).Where(File.Exists));
}
