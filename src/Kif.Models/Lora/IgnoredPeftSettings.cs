using System.Text.Json;

namespace Kif.Models;

/// <summary>
/// The PEFT settings that Kif does not support. They are accepted at values without effect: null, false, or empty. The same rule applies to settings that
/// this version of Kif does not know.
/// </summary>
internal static class IgnoredPeftSettings
{
    private const string Merge = "merge the adapter with PEFT (merge_and_unload, save_pretrained), and open the merged model";

    /// <summary>The settings that Kif supports.</summary>
    private static readonly HashSet<string> Known =
    [
        "alpha_pattern", "base_model_name_or_path", "bias", "ensure_weight_tying", "exclude_modules", "fan_in_fan_out", "init_lora_weights", "layers_pattern",
        "layers_to_transform", "lora_alpha", "lora_bias", "lora_dropout", "modules_to_save", "r", "rank_pattern", "target_modules", "target_parameters",
        "task_type", "trainable_token_indices", "use_dora", "use_rslora",
    ];

    /// <summary>
    /// The settings without effect on a trained adapter at any value: its origin, its training, or details of features that are off.
    /// </summary>
    private static readonly HashSet<string> WithoutEffect =
    [
        "auto_mapping", "corda_config", "eva_config", "inference_mode", "lora_ga_config", "megatron_core", "monteclora_config", "peft_version",
        "qalora_group_size", "revision", "save_embedding_layers", "velora_config",
    ];

    /// <summary>The kinds of adapters that change no weights.</summary>
    private static readonly HashSet<string> Inputs =
        ["ADAPTION_PROMPT", "CARTRIDGE", "CPT", "MULTITASK_PROMPT_TUNING", "P_TUNING", "PREFIX_TUNING", "PROMPT_TUNING", "XLORA"];

    /// <summary>The settings that make another model of an adapter, with the way out.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["alora_invocation_tokens"] = "null: aLoRA acts only from those tokens on, which no weights can do, so PEFT can't merge it either; train plain LoRA",
        ["arrow_config"] = "null: Arrow chooses among adapters for each token; load one of them",
        ["kasa_config"] = $"null: KaSA changes the base and puts a diagonal between the factors; {Merge}",
        ["layer_replication"] = "null: this adapter is for a model with repeated layers; save that model with its layers first, and train on it",
        ["use_bdlora"] = $"null: the factors of block-diagonal LoRA have other shapes; {Merge}",
        ["use_qalora"] = $"false: QA-LoRA averages groups of inputs; {Merge}",
    };

    /// <summary>Rejects a file that uses an unsupported setting.</summary>
    /// <exception cref="InvalidDataException">It uses one; the message names file, setting, value and the way out.</exception>
    internal static void RefuseOthers(ConfigFile file)
    {
        if (!file.Has("peft_type")) throw file.Refuse("peft_type", "\"LORA\"");
        if (file.String("peft_type") is var kind && kind != "LORA")
            throw file.Refuse("peft_type", $"\"LORA\"{(kind.Equals("LORA", StringComparison.OrdinalIgnoreCase) ? ", in capitals"
                : Inputs.Contains(kind) ? ", since this kind adds to the inputs what no weights can hold; train LoRA instead" : $"; {Merge}")}");
        foreach (JsonProperty setting in file.Json.EnumerateObject())
        {
            if (setting.Name == "peft_type" || Known.Contains(setting.Name) || WithoutEffect.Contains(setting.Name) || IsOff(setting.Value)) continue;
            throw file.Refuse(
                setting.Name, Refused.GetValueOrDefault(setting.Name) ?? "only what turns it off, since Kif does not have this setting of PEFT");
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
