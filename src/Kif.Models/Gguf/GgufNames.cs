using System.Globalization;
using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>The names of weights in GGUF files.</summary>
internal sealed partial class GgufNames
{
    private static readonly Dictionary<string, string> Decoder = new(StringComparer.Ordinal)
    {
        ["self_attn.q_proj"] = "attn_q", ["self_attn.k_proj"] = "attn_k", ["self_attn.v_proj"] = "attn_v", ["self_attn.o_proj"] = "attn_output",
        ["self_attn.qkv_proj"] = "attn_qkv", ["self_attn.q_norm"] = "attn_q_norm", ["self_attn.k_norm"] = "attn_k_norm",
        ["mlp.gate_proj"] = "ffn_gate", ["mlp.up_proj"] = "ffn_up", ["mlp.down_proj"] = "ffn_down", ["mlp.gate_up_proj"] = "ffn_up",
        ["input_layernorm"] = "attn_norm", ["pre_feedforward_layernorm"] = "ffn_norm", ["post_feedforward_layernorm"] = "post_ffw_norm",
    };

    private static readonly Dictionary<string, string> Outer = new(StringComparer.Ordinal)
    {
        ["model.embed_tokens"] = "token_embd", ["model.norm"] = "output_norm", ["lm_head"] = "output", ["shared"] = "token_embd",
        ["transformer.wte"] = "token_embd", ["transformer.wpe"] = "position_embd", ["transformer.ln_f"] = "output_norm",
        ["encoder.final_layer_norm"] = "enc.output_norm", ["decoder.final_layer_norm"] = "dec.output_norm",
    };

    private readonly Dictionary<string, string> inLayers;

    private GgufNames(Dictionary<string, string> inLayers) => this.inLayers = inLayers;

    /// <summary>The names of LLaMA and what has its norms.</summary>
    public static GgufNames Llama { get; } = new(new(Decoder) { ["post_attention_layernorm"] = "ffn_norm" });

    /// <summary>The names of OLMo 2, which norms outputs.</summary>
    public static GgufNames NormsAfter { get; } = new(new(Decoder) { ["post_attention_layernorm"] = "post_attention_norm" });

    /// <summary>The names of Gemma, which norms inputs and outputs.</summary>
    public static GgufNames NormsAround { get; } = NormsAfter;

    /// <summary>The names of GPT-2.</summary>
    public static GgufNames Gpt2 { get; } = new(new(StringComparer.Ordinal)
    {
        ["ln_1"] = "attn_norm", ["attn.c_attn"] = "attn_qkv", ["attn.c_proj"] = "attn_output", ["ln_2"] = "ffn_norm", ["mlp.c_fc"] = "ffn_up",
        ["mlp.c_proj"] = "ffn_down",
    });

    /// <summary>The names of T5.</summary>
    public static GgufNames T5 { get; } = new(new(StringComparer.Ordinal)
    {
        ["SelfAttention.q"] = "attn_q", ["SelfAttention.k"] = "attn_k", ["SelfAttention.v"] = "attn_v", ["SelfAttention.o"] = "attn_o",
        ["SelfAttention.relative_attention_bias"] = "attn_rel_b", ["EncDecAttention.q"] = "cross_attn_q", ["EncDecAttention.k"] = "cross_attn_k",
        ["EncDecAttention.v"] = "cross_attn_v", ["EncDecAttention.o"] = "cross_attn_o", ["DenseReluDense.wi"] = "ffn_up",
        ["DenseReluDense.wi_0"] = "ffn_gate", ["DenseReluDense.wi_1"] = "ffn_up", ["DenseReluDense.wo"] = "ffn_down",
        ["encoder.0.layer_norm"] = "attn_norm", ["encoder.1.layer_norm"] = "ffn_norm", ["decoder.0.layer_norm"] = "attn_norm",
        ["decoder.1.layer_norm"] = "cross_attn_norm", ["decoder.2.layer_norm"] = "ffn_norm",
    });

    /// <summary>Returns the name of a module, without <c>.weight</c> or <c>.bias</c>; null if it has none.</summary>
    /// <param name="path">The module's path in Hugging Face's naming.</param>
    public string? Find(string path)
    {
        if (Outer.TryGetValue(path, out string? outer)) return outer;
        if (Layer().Match(path) is { Success: true } layer)
            return inLayers.TryGetValue(layer.Groups["rest"].Value, out string? name) ? $"blk.{Number(layer)}.{name}" : null;
        if (Block().Match(path) is not { Success: true } block) return null;
        (string stack, string part, string rest) = (block.Groups["stack"].Value, block.Groups["part"].Value, block.Groups["rest"].Value);
        return inLayers.TryGetValue(rest, out string? found) || inLayers.TryGetValue($"{stack}.{part}.{rest}", out found)
            ? $"{stack[..3]}.blk.{Number(block)}.{found}" : null;
    }

    private static int Number(Match match) => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(model\.layers|transformer\.h)\.(?<number>[0-9]{1,6})\.(?<rest>.+)$")]
    private static partial Regex Layer();

    [GeneratedRegex(@"^(?<stack>encoder|decoder)\.block\.(?<number>[0-9]{1,6})\.layer\.(?<part>[0-2])\.(?<rest>.+)$")]
    private static partial Regex Block();
}
