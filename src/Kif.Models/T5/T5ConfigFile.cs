using System.Text.Json.Nodes;

namespace Kif.Models.T5;

/// <summary>Writes the configuration of a T5 model in the form of Hugging Face's <c>config.json</c>.</summary>
public static class T5ConfigFile
{
    /// <summary>Converts a configuration to the root of the file; <see cref="T5Config.Read"/> reads the same configuration back.</summary>
    public static JsonObject ToJson(T5Config config) => new()
    {
        ["architectures"] = new JsonArray("T5ForConditionalGeneration"),
        ["model_type"] = "t5",
        ["is_encoder_decoder"] = true,
        ["vocab_size"] = config.VocabularySize,
        ["d_model"] = config.ModelWidth,
        ["d_kv"] = config.HeadWidth,
        ["d_ff"] = config.FeedForwardWidth,
        ["num_layers"] = config.EncoderLayers,
        ["num_decoder_layers"] = config.DecoderLayers,
        ["num_heads"] = config.Heads,
        ["feed_forward_proj"] = config.FeedForward,
        ["tie_word_embeddings"] = config.TiedHead,
        ["relative_attention_num_buckets"] = config.Buckets,
        ["relative_attention_max_distance"] = config.MaxDistance,
        ["layer_norm_epsilon"] = config.NormEpsilon,
        ["dropout_rate"] = 0.1,
        ["initializer_factor"] = 1.0,
        ["pad_token_id"] = config.PadId,
        ["decoder_start_token_id"] = config.DecoderStartId,
        ["eos_token_id"] = config.EndIds.Count == 1 ? config.EndIds[0] : new JsonArray([.. config.EndIds.Select(id => (JsonNode)id)]),
    };
}
