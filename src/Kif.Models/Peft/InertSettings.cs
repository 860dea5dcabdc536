using System.Text.Json;
using Kif.Models.Folders;

namespace Kif.Models.Peft;

/// <summary>
/// The PEFT settings that Kif does not support. They are accepted at values without effect: null, false, empty, or a value listed here.
/// The same rule applies to settings that this version of Kif does not know.
/// </summary>
internal static class InertSettings
{
    /// <summary>The settings that Kif supports.</summary>
    private static readonly HashSet<string> Known =
    [
        "alpha_pattern", "base_model_name_or_path", "exclude_modules", "fan_in_fan_out", "layers_pattern", "layers_to_transform", "lora_alpha", "lora_dropout", "r",
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
