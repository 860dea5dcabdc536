using System.Text.Json;

namespace Kif.Models;

/// <summary>Reads <c>adapter_config.json</c>.</summary>
internal static class PeftConfigReader
{
    /// <summary>The most patterns of a setting: looking up a value takes time proportional to their number.</summary>
    private const int MaxPatterns = 10_000;

    /// <summary>Reads and checks the settings of a file.</summary>
    internal static PeftConfig Read(string path)
    {
        ConfigFile file = ConfigFile.Read(path);
        IgnoredPeftSettings.RefuseOthers(file);
        (IReadOnlyList<string> targets, string? targetPattern) = ListOrPattern(file, "target_modules");
        (IReadOnlyList<string> exclude, string? excludePattern) = ListOrPattern(file, "exclude_modules");
        // The order of these matters (the first match applies); that of targets and exclusions does not.
        IReadOnlyList<string> containers = IsText(file, "layers_pattern")
            ? file.String("layers_pattern") is { Length: > 0 } one ? [one] : [] : file.Strings("layers_pattern");
        var lora = new LoraSettings
        {
            Rank = file.Int("r", 8),
            Alpha = file.Double("lora_alpha", 8),
            Dropout = file.Double("lora_dropout", 0),
            Targets = targets,
            TargetPattern = targetPattern,
            Exclude = exclude,
            ExcludePattern = excludePattern is { Length: > 0 } ? excludePattern : null,
            Layers = file.Ints("layers_to_transform"),
            LayersPattern = containers,
            RankPattern = ByPattern(file, "rank_pattern", (section, key) => section.Int(key)),
            AlphaPattern = ByPattern(file, "alpha_pattern", (section, key) => section.Double(key)),
            RankStabilized = file.Bool("use_rslora", false),
        };
        if (LoraSettingsCheck.Fault(lora) is { } fault) throw new InvalidDataException($"'{path}': {DisplayText.Of(fault.Message(PeftSettingNames.Of), 400)}");
        return new()
        {
            Lora = lora,
            TaskType = file.String("task_type", null),
            BaseModel = file.String("base_model_name_or_path", null),
            FanInFanOut = file.Bool("fan_in_fan_out", false),
        };
    }

    /// <summary>Reads a setting that is a list of names or a pattern.</summary>
    private static (IReadOnlyList<string> Names, string? Pattern) ListOrPattern(ConfigFile file, string name) =>
        IsText(file, name) ? ([], file.String(name)) : ([.. file.Strings(name).Order(StringComparer.Ordinal)], null);

    private static bool IsText(ConfigFile file, string name) =>
        file.Json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String;

    /// <summary>Reads values by pattern, in the file's order: the first match applies.</summary>
    private static IReadOnlyList<KeyValuePair<string, T>> ByPattern<T>(ConfigFile file, string name, Func<ConfigFile, string, T> value)
    {
        if (file.Section(name) is not { } section) return [];
        if (section.Json.GetPropertyCount() > MaxPatterns) throw file.Refuse(name, $"at most {MaxPatterns} patterns");
        return [.. section.Json.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, value(section, p.Name)))];
    }
}

/// <summary>
/// The PEFT settings that Kif does not support. They are accepted at values without effect: null, false, empty, or a value listed here.
/// The same rule applies to settings that this version of Kif does not know.
/// </summary>
internal static class IgnoredPeftSettings
{
    /// <summary>The settings that Kif supports.</summary>
    private static readonly HashSet<string> Known =
    [
        "alpha_pattern", "base_model_name_or_path", "exclude_modules", "fan_in_fan_out", "layers_pattern", "layers_to_transform", "lora_alpha", "lora_dropout",
        "r",
        "rank_pattern", "target_modules", "task_type", "use_rslora",
    ];

    /// <summary>
    /// The settings without effect on a trained adapter at any value: its origin, or details of features that are off.
    /// </summary>
    private static readonly HashSet<string> WithoutEffect =
        ["auto_mapping", "inference_mode", "megatron_core", "peft_version", "qalora_group_size", "revision"];

    /// <summary>The settings without effect at some values only. The listed initializations leave the base model unchanged.</summary>
    private static readonly Dictionary<string, string[]> InertTexts = new()
    {
        ["peft_type"] = ["LORA"],
        ["bias"] = ["none"],
        ["init_lora_weights"] = ["gaussian", "orthogonal"],
    };

    /// <summary>Rejects a file that uses an unsupported setting.</summary>
    /// <exception cref="InvalidDataException">It uses one; the message names file, setting and value.</exception>
    internal static void RefuseOthers(ConfigFile file)
    {
        if (!file.Has("peft_type")) throw file.Refuse("peft_type", "\"LORA\"");
        foreach (JsonProperty setting in file.Json.EnumerateObject())
        {
            if (Known.Contains(setting.Name) || WithoutEffect.Contains(setting.Name)) continue;
            if (InertTexts.TryGetValue(setting.Name, out string[]? texts))
            {
                if (setting.Value.ValueKind == JsonValueKind.String && texts.Contains(file.String(setting.Name))) continue;
                if (setting.Name == "init_lora_weights" && setting.Value.ValueKind == JsonValueKind.True) continue;
                if (IsOff(setting.Value)) continue;
                throw file.Refuse(setting.Name, string.Join(" or ", texts.Select(text => $"\"{text}\"")));
            }
            if (!IsOff(setting.Value)) throw file.Refuse(setting.Name, "only what turns it off, since Kif does not have this setting of PEFT");
        }
    }

    /// <summary>Whether a value is null, false, or a list or object of nothing else.</summary>
    private static bool IsOff(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Array => value.EnumerateArray().All(IsOff),
        JsonValueKind.Object => value.EnumerateObject().All(member => IsOff(member.Value)),
        _ => false,
    };
}
