using System.Text.Json;

namespace Kif.Models;

/// <summary>Says why a model type is unknown: what its settings tell about it, or its nearest name.</summary>
internal static class UnknownModel
{
    private const string Experts = "a mixture of experts", Hybrid = "attention mixed with other layers", State = "a state-space model without attention",
        Modalities = "a model of several modalities";

    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["mixtral"] = Experts, ["gpt_oss"] = Experts, ["deepseek_v2"] = Experts, ["deepseek_v3"] = Experts, ["dbrx"] = Experts, ["olmoe"] = Experts,
        ["jamba"] = Hybrid, ["bamba"] = Hybrid, ["zamba"] = Hybrid, ["zamba2"] = Hybrid, ["falcon_h1"] = Hybrid, ["lfm2"] = Hybrid, ["nemotron_h"] = Hybrid,
        ["qwen3_next"] = Hybrid, ["recurrent_gemma"] = Hybrid, ["granitemoehybrid"] = Hybrid, ["minimax"] = Hybrid,
        ["mamba"] = State, ["mamba2"] = State, ["falcon_mamba"] = State, ["rwkv"] = State, ["xlstm"] = State,
        ["phi3_v"] = Modalities, ["phi4_multimodal"] = Modalities, ["gemma3n"] = Modalities, ["qwen2_vl"] = Modalities, ["whisper"] = Modalities,
    };

    private static readonly string[] ExpertSettings = ["num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts", "moe_intermediate_size"],
        ModalitySettings = ["vision_config", "audio_config", "text_config", "thinker_config"],
        HybridSettings = ["mamba_d_state", "ssm_cfg", "linear_num_key_heads", "layers_block_type", "hybrid_override_pattern", "attn_layer_period"];

    /// <summary>Creates the error.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="known">The model types that are known.</param>
    public static InvalidDataException Error(ConfigFile config, IEnumerable<string> known)
    {
        string[] names = [.. known];
        return Describe(config) is { } kind
            ? new(config.Refuse("model_type", $"{string.Join(", ", names)}").Message.TrimEnd('.') + $". It is {kind}, which Kif does not have.")
            : config.RefuseName("model_type", names);
    }

    /// <summary>Returns what kind of model a configuration describes that Kif does not have; null if its settings do not tell.</summary>
    public static string? Describe(ConfigFile config)
    {
        string type = config.String("model_type", "")!;
        if (Kinds.TryGetValue(type, out string? kind)) return kind;
        bool Says(string name) => config.Has(name) && !UnsupportedConfigSettings.IsOff(config.Json.GetProperty(name));
        if (HybridSettings.Any(Says) || Layers(config).Any(l => l is not ("full_attention" or "sliding_attention" or "chunked_attention"))) return Hybrid;
        if (ExpertSettings.Any(Says) || type.Contains("moe", StringComparison.OrdinalIgnoreCase)) return Experts;
        return ModalitySettings.Any(Says) ? Modalities : null;
    }

    private static IEnumerable<string> Layers(ConfigFile config) => config.Json.TryGetProperty("layer_types", out JsonElement layers)
        && layers.ValueKind == JsonValueKind.Array ? layers.EnumerateArray().Where(l => l.ValueKind == JsonValueKind.String).Select(l => l.GetString()!) : [];
}
