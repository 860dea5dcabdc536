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
        (config["vocab_size"], config["pad_token_id"], config["initializer_range"]) = (tokens.Count, tokens.PadId, UntrainedWeights.Deviation);
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
        var weights = new UntrainedWeights(random);
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

/// <summary>
/// Untrained weights as transformers draws them for most families: gains of norms are 1, biases 0, everything else has a deviation of 0.02. Each is drawn
/// from a stream derived from its name, so that equal seeds give equal weights.
/// </summary>
/// <param name="random">The source.</param>
internal sealed class UntrainedWeights(RandomStream random) : IWeightSource
{
    /// <summary>The standard deviation of maps and embeddings.</summary>
    public const double Deviation = 0.02;

    public bool Contains(string name) => true;

    public Tensor Take(string name, params long[] shape)
    {
        if (shape.Length == 1) return name.EndsWith("bias", StringComparison.Ordinal) ? torch.zeros(shape) : torch.ones(shape);
        RandomStream stream = random.Derive(name);
        Tensor weight = torch.empty(shape, dtype: ScalarType.Float32);
        foreach (ref float value in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(weight.bytes))
            value = (float)(stream.NextNormal() * Deviation);
        return weight;
    }

    public void AssertAllTaken(Func<string, bool>? mayRemain = null)
    {
    }
}
