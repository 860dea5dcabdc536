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
            Extras = PeftExtrasReader.Read(file),
            SaysRank = file.Has("r"),
            NoTargets = file.Json.TryGetProperty("target_modules", out JsonElement named) && named.ValueKind == JsonValueKind.Array && targets.Count == 0,
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
