using System.Text.Json;

namespace Kif.Models.Peft;

/// <summary>Writes <c>adapter_config.json</c>: the settings that Kif supports, and others that older versions of PEFT require.</summary>
internal static class PeftConfigWriter
{
    internal static void Write(Utf8JsonWriter json, PeftConfig config)
    {
        json.WriteStartObject();
        json.WriteStartObject("alpha_pattern");
        foreach ((string pattern, double alpha) in config.Lora.AlphaPattern) json.WriteNumber(pattern, alpha);
        json.WriteEndObject();
        json.WriteNull("auto_mapping");
        json.WriteString("base_model_name_or_path", config.BaseModel);
        json.WriteString("bias", "none");
        WriteNames(json, "exclude_modules", config.Lora.ExcludePattern, config.Lora.Exclude.Count == 0 ? null : config.Lora.Exclude);
        json.WriteBoolean("fan_in_fan_out", config.FanInFanOut);
        json.WriteBoolean("inference_mode", true);
        json.WriteBoolean("init_lora_weights", true);
        WriteNames(json, "layers_pattern", null, config.Lora.LayersPattern.Count == 0 ? null : config.Lora.LayersPattern);
        WriteLayers(json, config.Lora.Layers);
        json.WriteNumber("lora_alpha", config.Lora.Alpha);
        json.WriteNumber("lora_dropout", config.Lora.Dropout);
        json.WriteNull("modules_to_save");
        json.WriteString("peft_type", "LORA");
        json.WriteNumber("r", config.Lora.Rank);
        json.WriteStartObject("rank_pattern");
        foreach ((string pattern, int rank) in config.Lora.RankPattern) json.WriteNumber(pattern, rank);
        json.WriteEndObject();
        json.WriteNull("revision");
        WriteNames(json, "target_modules", config.Lora.TargetPattern, [.. config.Lora.Targets.Order(StringComparer.Ordinal)]);
        json.WriteString("task_type", config.TaskType);
        json.WriteBoolean("use_rslora", config.Lora.RankStabilized);
        json.WriteEndObject();
    }

    /// <summary>Writes a setting that is a pattern, a list of names, or null.</summary>
    private static void WriteNames(Utf8JsonWriter json, string setting, string? pattern, IReadOnlyList<string>? names)
    {
        if (pattern is not null || names is null)
        {
            json.WriteString(setting, pattern);
            return;
        }
        json.WriteStartArray(setting);
        foreach (string name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void WriteLayers(Utf8JsonWriter json, IReadOnlyList<int> layers)
    {
        const string setting = "layers_to_transform";
        if (layers.Count == 0)
        {
            json.WriteNull(setting);
            return;
        }
        json.WriteStartArray(setting);
        foreach (int layer in layers) json.WriteNumberValue(layer);
        json.WriteEndArray();
    }
}
