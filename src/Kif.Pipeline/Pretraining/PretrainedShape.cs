using System.Text.Json;
using System.Text.Json.Nodes;
using Kif.Models;

namespace Kif;

/// <summary>The shape of a model to be pretrained: the content of its <c>config.json</c>, and an untrained model of that shape.</summary>
internal static class PretrainedShape
{
    /// <summary>The most tokens of a text, for families that have such a number.</summary>
    private const int Positions = 512;

    /// <summary>Returns the content of <c>config.json</c>.</summary>
    /// <param name="settings">Family and sizes.</param>
    /// <param name="tokens">What the tokenizer has.</param>
    public static JsonObject Config(PretrainSettings settings, WordTokens tokens)
    {
        JsonObject config = settings.Family switch
        {
            PretrainedFamily.T5 => T5ConfigFile.ToJson(T5(settings, tokens)),
            PretrainedFamily.Llama => Gated(settings, "llama", settings.Heads),
            PretrainedFamily.Qwen3 => Gated(settings, "qwen3", settings.Heads % 2 == 0 ? settings.Heads / 2 : settings.Heads),
            PretrainedFamily.Gpt2 => new()
            {
                ["architectures"] = new JsonArray("GPT2LMHeadModel"), ["model_type"] = "gpt2", ["n_embd"] = settings.Width, ["n_inner"] = settings.FeedForward,
                ["n_layer"] = 2 * settings.Layers, ["n_head"] = settings.Heads, ["n_positions"] = Positions, ["activation_function"] = "gelu_new",
                ["layer_norm_epsilon"] = 1e-5, ["tie_word_embeddings"] = true,
            },
            _ => new()
            {
                ["architectures"] = new JsonArray("BertForMaskedLM"), ["model_type"] = "bert", ["hidden_size"] = settings.Width,
                ["intermediate_size"] = settings.FeedForward, ["num_hidden_layers"] = 2 * settings.Layers, ["num_attention_heads"] = settings.Heads,
                ["max_position_embeddings"] = Positions, ["type_vocab_size"] = 2, ["hidden_act"] = "gelu", ["layer_norm_eps"] = 1e-12,
                ["tie_word_embeddings"] = true,
            },
        };
        if (settings.Family == PretrainedFamily.T5) return config;
        (config["vocab_size"], config["pad_token_id"], config["initializer_range"]) = (tokens.Count, tokens.PadId, UntrainedWeights.UsualDeviation);
        if (settings.Family != PretrainedFamily.Bert) (config["bos_token_id"], config["eos_token_id"]) = (null, tokens.EndId);
        return config;
    }

    /// <summary>Creates an untrained model in float32 on the CPU.</summary>
    /// <param name="settings">Family and sizes.</param>
    /// <param name="tokens">What the tokenizer has.</param>
    /// <param name="random">The source of the weights.</param>
    public static IBackbone Untrained(PretrainSettings settings, WordTokens tokens, RandomStream random)
    {
        ConfigFile config = ConfigFile.Of(JsonSerializer.SerializeToElement(Config(settings, tokens)));
        var weights = new UntrainedWeights(random, _ => UntrainedWeights.UsualDeviation);
        return settings.Family switch
        {
            PretrainedFamily.T5 => T5Initializer.Create(T5(settings, tokens), random, torch.CPU),
            PretrainedFamily.Gpt2 => new Gpt2Backbone(Gpt2Config.Read(config), weights, torch.CPU, ScalarType.Float32),
            PretrainedFamily.Bert => new BertBackbone(BertConfig.Read(config), weights, torch.CPU, ScalarType.Float32),
            _ => new LlamaBackbone(LlamaConfig.Read(config), weights, torch.CPU, ScalarType.Float32),
        };
    }

    private static T5Config T5(PretrainSettings settings, WordTokens tokens) => new()
    {
        VocabSize = tokens.Count, HiddenSize = settings.Width, HeadDim = settings.Width / settings.Heads,
        IntermediateSize = settings.FeedForward, EncoderLayers = settings.Layers, DecoderLayers = settings.Layers, Heads = settings.Heads,
    };

    private static JsonObject Gated(PretrainSettings settings, string type, int keyValueHeads) => new()
    {
        ["architectures"] = new JsonArray(type == "llama" ? "LlamaForCausalLM" : "Qwen3ForCausalLM"), ["model_type"] = type, ["hidden_size"] = settings.Width,
        // Three maps instead of two: two thirds of the width, to the next multiple of 8.
        ["intermediate_size"] = (2 * settings.FeedForward / 3 + 7) / 8 * 8,
        ["num_hidden_layers"] = 2 * settings.Layers, ["num_attention_heads"] = settings.Heads, ["num_key_value_heads"] = keyValueHeads,
        ["head_dim"] = settings.Width / settings.Heads, ["max_position_embeddings"] = Positions, ["rope_theta"] = 10000.0, ["hidden_act"] = "silu",
        ["rms_norm_eps"] = 1e-6, ["attention_bias"] = false, ["tie_word_embeddings"] = true,
    };
}
