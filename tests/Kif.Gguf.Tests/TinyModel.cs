using System.Text.Json;
using System.Text.Json.Nodes;
using Kif.Models;

namespace Kif.Gguf.Tests;

/// <summary>A random model of one layer around a vocabulary.</summary>
internal static class TinyModel
{
    private const int Width = 8, Heads = 2;

    /// <summary>Writes settings and weights into a folder.</summary>
    public static void Write(string folder, string type, int rows)
    {
        JsonObject settings = type == "t5" ? new()
        {
            ["model_type"] = "t5", ["d_model"] = Width, ["d_kv"] = Width / Heads, ["d_ff"] = Width, ["num_layers"] = 1, ["num_heads"] = Heads,
            ["vocab_size"] = rows, ["feed_forward_proj"] = "relu", ["decoder_start_token_id"] = 0, ["eos_token_id"] = 1, ["pad_token_id"] = 0,
        } : new()
        {
            ["model_type"] = type, ["hidden_size"] = Width, ["intermediate_size"] = Width, ["num_hidden_layers"] = 1, ["num_attention_heads"] = Heads,
            ["vocab_size"] = rows, ["max_position_embeddings"] = 2048, ["tie_word_embeddings"] = true,
        };
        File.WriteAllText(Path.Combine(folder, "config.json"), settings.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), (type == "t5" ? T5(rows) : Llama(rows)).Select(w => (w.Name, torch.randn(w.Shape) * 0.1)));
    }

    private static IEnumerable<(string Name, long[] Shape)> Llama(int rows)
    {
        yield return ("model.embed_tokens.weight", [rows, Width]);
        yield return ("model.norm.weight", [Width]);
        const string layer = "model.layers.0.";
        foreach (string map in (string[])["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"])
            yield return ($"{layer}{map}.weight", [Width, Width]);
        foreach (string norm in (string[])["input_layernorm", "post_attention_layernorm"]) yield return ($"{layer}{norm}.weight", [Width]);
    }

    private static IEnumerable<(string Name, long[] Shape)> T5(int rows)
    {
        yield return ("shared.weight", [rows, Width]);
        foreach (string stack in (string[])["encoder", "decoder"])
        {
            string[] parts = stack == "encoder" ? ["SelfAttention", "DenseReluDense"] : ["SelfAttention", "EncDecAttention", "DenseReluDense"];
            yield return ($"{stack}.final_layer_norm.weight", [Width]);
            yield return ($"{stack}.block.0.layer.0.SelfAttention.relative_attention_bias.weight", [32, Heads]);
            foreach ((int number, string part) in parts.Index())
            {
                yield return ($"{stack}.block.0.layer.{number}.layer_norm.weight", [Width]);
                foreach (string map in part == "DenseReluDense" ? (string[])["wi", "wo"] : ["q", "k", "v", "o"])
                    yield return ($"{stack}.block.0.layer.{number}.{part}.{map}.weight", [Width, Width]);
            }
        }
    }
}
