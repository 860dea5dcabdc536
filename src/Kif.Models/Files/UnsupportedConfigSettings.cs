using System.Text.Json;

namespace Kif.Models;

/// <summary>
/// The settings of <c>config.json</c> that change a model's computation and that Kif does not support. They are accepted at values without effect; unknown
/// settings are ignored, as in Hugging Face's classes.
/// </summary>
internal static class UnsupportedConfigSettings
{
    /// <summary>Settings that must be off: null, false, 0, or empty.</summary>
    private static readonly string[] Off =
    [
        "quantization_config", "compression_config", "add_cross_attention", "pruned_heads", "attn_logit_softcapping", "final_logit_softcapping",
        "num_experts", "num_local_experts", "n_routed_experts", "moe_intermediate_size", "use_qk_norm", "qk_norm", "qk_layernorm", "clip_qkv",
        "attention_chunk_size", "no_rope_layers", "kv_lora_rank", "q_lora_rank", "attention_multiplier", "query_pre_attn_scalar", "alibi", "use_alibi",
        "parallel_attn", "use_parallel_residual", "num_kv_shared_layers", "vision_config", "tie_encoder_decoder",
    ];

    /// <summary>Factors that must be 1.</summary>
    private static readonly string[] One =
        ["embedding_multiplier", "residual_multiplier", "logits_scaling", "logit_scale", "scale_emb", "partial_rotary_factor", "rotary_pct"];

    /// <summary>Rejects a configuration that uses an unsupported setting.</summary>
    /// <param name="config">The file.</param>
    /// <param name="off">Additional settings that must be off in this model family.</param>
    /// <exception cref="InvalidDataException">It uses one; the message names file, setting and value.</exception>
    public static void Refuse(ConfigFile config, params string[] off) => Refuse(config, [], off);

    /// <summary>Rejects a configuration that uses an unsupported setting, in a model family that has some of them.</summary>
    /// <param name="config">The file.</param>
    /// <param name="supported">The settings that the family has.</param>
    /// <param name="off">Additional settings that must be off in this model family.</param>
    /// <exception cref="InvalidDataException">It uses one; the message names file, setting and value.</exception>
    public static void Refuse(ConfigFile config, string[] supported, params string[] off)
    {
        foreach (string name in Off.Concat(off).Except(supported))
            if (config.Has(name) && !IsOff(Value(config, name))) throw config.Refuse(name, "only what turns it off, since Kif does not have it");
        foreach (string name in One.Except(supported))
            if (config.Double(name, 1) != 1) throw config.Refuse(name, "1, since Kif does not have this factor");
    }

    /// <summary>Whether a value is null, false, 0, or an empty list or object.</summary>
    public static bool IsOff(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Number => value.TryGetDouble(out double number) && number == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };

    private static JsonElement Value(ConfigFile config, string name) => config.Json.GetProperty(name);
}

/// <summary>
/// Compares sizes of a configuration with those of the checkpoint before anything is allocated: a configuration cannot request more memory than its weight
/// files have, and one that belongs to another model is rejected with the setting that differs.
/// </summary>
internal sealed class CheckpointSizes(ConfigFile config, IWeightSource source)
{
    /// <summary>The most layers of a stack: a layer costs memory before its weights are read, so their number is limited.</summary>
    public const int MaxLayers = 4096;

    /// <summary>Checks one size of a weight; a weight that the checkpoint lacks is left to the loader.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="size">The size according to the setting.</param>
    /// <param name="weight">A weight of that size.</param>
    /// <param name="axis">The index of that size in its shape.</param>
    /// <param name="product">The formula of the size if it is not the setting itself; null otherwise.</param>
    /// <exception cref="InvalidDataException">The checkpoint's size differs.</exception>
    public CheckpointSizes Axis(string setting, long size, string weight, int axis, string? product = null)
    {
        if (source.Shape(weight) is not { } shape || (axis < shape.Count && shape[axis] == size)) return this;
        string stored = axis < shape.Count ? $"{shape[axis]}" : "another number of sizes";
        throw config.Refuse(setting, product is null
            ? $"{stored}, which '{weight}' of the checkpoint has"
            : $"what makes {product} (here {size}) the {stored} that '{weight}' of the checkpoint has");
    }

    /// <summary>Checks the number of layers.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="count">The number according to the setting.</param>
    /// <param name="weight">Names a weight of the layer with a given number.</param>
    /// <exception cref="InvalidDataException">The checkpoint has more or fewer.</exception>
    public CheckpointSizes Layers(string setting, int count, Func<int, string> weight)
    {
        if (source.Contains(weight(count - 1)) && !source.Contains(weight(count))) return this;
        int stored = 0;
        while (stored <= MaxLayers && source.Contains(weight(stored))) stored++;
        return stored == 0 ? this : throw config.Refuse(setting, $"{stored}, the number of layers in the checkpoint");
    }
}
