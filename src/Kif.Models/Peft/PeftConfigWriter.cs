using System.Text.Json;

namespace Kif.Models.Peft;

/// <summary>Writes <c>adapter_config.json</c>: the settings that Kif has, and what else PEFT's older versions want to see.</summary>
internal static class PeftConfigWriter
{
    internal static void Write(Utf8JsonWriter json, PeftConfig config)
    {
        json.WriteStartObject();
        json.WriteStartObject("alpha_pattern");
        json.WriteEndObject();
        json.WriteNull("auto_mapping");
        json.WriteString("base_model_name_or_path", config.BaseModel);
        json.WriteString("bias", "none");
        json.WriteBoolean("fan_in_fan_out", config.FanInFanOut);
        json.WriteBoolean("inference_mode", true);
        json.WriteBoolean("init_lora_weights", true);
        json.WriteNull("layers_pattern");
        json.WriteNull("layers_to_transform");
        json.WriteNumber("lora_alpha", config.Lora.Alpha);
        json.WriteNumber("lora_dropout", config.Lora.Dropout);
        json.WriteNull("modules_to_save");
        json.WriteString("peft_type", "LORA");
        json.WriteNumber("r", config.Lora.Rank);
        json.WriteStartObject("rank_pattern");
        json.WriteEndObject();
        json.WriteNull("revision");
        WriteTargets(json, config);
        json.WriteString("task_type", config.TaskType);
        json.WriteBoolean("use_rslora", config.Lora.RankStabilized);
        json.WriteEndObject();
    }

    private static void WriteTargets(Utf8JsonWriter json, PeftConfig config)
    {
        if (config.TargetPattern is { } pattern)
        {
            json.WriteString("target_modules", pattern);
            return;
        }
        json.WriteStartArray("target_modules");
        foreach (string target in config.Lora.Targets.Order(StringComparer.Ordinal)) json.WriteStringValue(target);
        json.WriteEndArray();
    }
}
