using System.Text.Json;

namespace Kif.Models.Tests.Networks;

/// <summary>Random models of a few thousand weights and examples for them.</summary>
internal static class SmallModels
{
    /// <summary>A gated, untied T5.</summary>
    public static IBackbone T5(ScalarType dtype = ScalarType.Float64) => T5Initializer.Create(
        new()
        {
            VocabSize = 50, HiddenSize = 16, HeadDim = 6, IntermediateSize = 24, EncoderLayers = 2, DecoderLayers = 2, Heads = 2,
            FeedForward = "gated-gelu", TieWordEmbeddings = false,
        }, new(5), torch.CPU, dtype);

    /// <summary>A LLaMA with two query heads per key head.</summary>
    public static IBackbone Llama(ScalarType dtype = ScalarType.Float64) => new LlamaBackbone(
        LlamaConfig.Read(ConfigFile.Of(JsonDocument.Parse("""
            {"vocab_size": 50, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "eos_token_id": [1, 3]}
            """).RootElement)), new RandomSource(7), torch.CPU, dtype);

    /// <summary>A Qwen3, which normalizes heads, with a window of three tokens in its second layer.</summary>
    public static IBackbone Qwen3(ScalarType dtype = ScalarType.Float64) => new LlamaBackbone(
        LlamaConfig.Read(ConfigFile.Of(JsonDocument.Parse("""
            {"model_type": "qwen3", "vocab_size": 50, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4,
             "num_key_value_heads": 2, "head_dim": 6, "eos_token_id": [1, 3], "use_sliding_window": true, "sliding_window": 3, "max_window_layers": 1}
            """).RootElement)), new RandomSource(10), torch.CPU, dtype);

    /// <summary>A GPT-2 with a head of its own.</summary>
    public static IBackbone Gpt2(ScalarType dtype = ScalarType.Float64) => new Gpt2Backbone(
        new()
        {
            VocabSize = 50, HiddenSize = 16, IntermediateSize = 24, Layers = 2, Heads = 4, MaxPositions = 32, TieWordEmbeddings = false, EndIds = [1, 3],
        }, new RandomSource(8), torch.CPU, dtype);

    /// <summary>A BERT.</summary>
    public static IBackbone Bert(ScalarType dtype = ScalarType.Float64) => new BertBackbone(
        new() { VocabSize = 50, HiddenSize = 16, IntermediateSize = 24, Layers = 2, Heads = 4, MaxPositions = 32 }, new RandomSource(9), torch.CPU, dtype);

    /// <summary>A Gemma 2: four norms, caps of scores and logits, a window of three tokens in its first layer.</summary>
    public static IBackbone Gemma2(ScalarType dtype = ScalarType.Float64) => Llama("""
        "model_type": "gemma2", "head_dim": 6, "query_pre_attn_scalar": 9, "sliding_window": 3, "attn_logit_softcapping": 5.0, "final_logit_softcapping": 3.0
        """, 12, dtype);

    /// <summary>A Gemma 3: the layer with a window of three tokens has its own rotations.</summary>
    public static IBackbone Gemma3(ScalarType dtype = ScalarType.Float64) =>
        Llama("""  "model_type": "gemma3_text", "head_dim": 6, "query_pre_attn_scalar": 9, "sliding_window": 3, "sliding_window_pattern": 2 """, 13, dtype);

    /// <summary>A Phi-3: fused maps, two thirds of each head rotated, other rotations for texts of more tokens than <paramref name="original"/>.</summary>
    public static IBackbone Phi3(ScalarType dtype = ScalarType.Float64, int original = 32) => Llama($$"""
        "model_type": "phi3", "head_dim": 6, "partial_rotary_factor": 0.67, "max_position_embeddings": 32, "original_max_position_embeddings": {{original}},
        "rope_scaling": {"type": "longrope", "short_factor": [1.0, 1.2], "long_factor": [2.0, 3.0] }
        """, 14, dtype);

    /// <summary>An OLMo 2: norms of the parts' outputs, and of all queries and all keys.</summary>
    public static IBackbone Olmo2(ScalarType dtype = ScalarType.Float64) => Llama(""" "model_type": "olmo2" """, 15, dtype);

    /// <summary>A SmolLM3 whose second layer is not rotated.</summary>
    public static IBackbone SmolLm3(ScalarType dtype = ScalarType.Float64) =>
        Llama(""" "model_type": "smollm3", "no_rope_layer_interval": 2, "tie_word_embeddings": false """, 16, dtype);

    /// <summary>A ModernBERT whose second layer sees two tokens on each side.</summary>
    public static IBackbone ModernBert(ScalarType dtype = ScalarType.Float64) => new ModernBertBackbone(
        ModernBertConfig.Read(ConfigFile.Of(JsonDocument.Parse("""
            {"model_type": "modernbert", "vocab_size": 50, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4,
             "local_attention": 4, "pad_token_id": 0}
            """).RootElement)), new RandomSource(17), torch.CPU, dtype);

    /// <summary>Names of the families.</summary>
    public static string[] Names => ["t5", "llama", "qwen3", "gpt2", "bert", "gemma2", "gemma3", "phi3", "olmo2", "smollm3", "modernbert"];

    /// <summary>Names of the families.</summary>
    public static TheoryData<string> Families => [.. Names];

    /// <summary>The model of a family.</summary>
    public static IBackbone Of(string family, ScalarType dtype = ScalarType.Float64) => family switch
    {
        "t5" => T5(dtype),
        "llama" => Llama(dtype),
        "qwen3" => Qwen3(dtype),
        "gpt2" => Gpt2(dtype),
        "gemma2" => Gemma2(dtype),
        "gemma3" => Gemma3(dtype),
        "phi3" => Phi3(dtype),
        "olmo2" => Olmo2(dtype),
        "smollm3" => SmolLm3(dtype),
        "modernbert" => ModernBert(dtype),
        _ => Bert(dtype),
    };

    /// <summary>Examples of unequal lengths, with two or three places for the targets.</summary>
    public static EncodedExample[] Examples(int count, ulong seed = 1)
    {
        var random = new RandomStream(seed);
        int[] Ids(int length) => [.. Enumerable.Range(0, length).Select(_ => 4 + random.Next(46))];
        return [.. Enumerable.Range(0, count)
            .Select(i => new EncodedExample(Ids(3 + 2 * i % 7), Ids(1 + i % 3))
                { AnswerPositions = [.. Enumerable.Range(0, 3).Except(i % 3 == 0 ? [1] : [])] })];
    }

    /// <summary>Weights that differ from the initial ones, so that no LoRA factor is zero.</summary>
    public static Tensor Trained(ILanguageModel model, ulong seed = 11)
    {
        var random = new RandomStream(seed);
        double[] noise = [.. Enumerable.Range(0, (int)model.Space.Length).Select(_ => 0.3 * random.NextNormal())];
        using Tensor initial = model.InitialWeights(new(3)), more = torch.tensor(noise, dtype: model.Space.DType);
        return initial + more;
    }

    private static LlamaBackbone Llama(string settings, ulong seed, ScalarType dtype) => new(
        LlamaConfig.Read(ConfigFile.Of(JsonDocument.Parse($$"""
            {"vocab_size": 50, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "eos_token_id": [1, 3], "pad_token_id": 0, {{settings}}}
            """).RootElement)), new RandomSource(seed), torch.CPU, dtype);

    private sealed class RandomSource(ulong seed) : IWeightSource
    {
        public bool Contains(string name) => true;

        public Tensor Take(string name, params long[] shape)
        {
            RandomStream random = new RandomStream(seed).Derive(name);
            return torch.tensor(Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => 0.5 * random.NextNormal()).ToArray()).view(shape);
        }

        public void AssertAllTaken(Func<string, bool>? mayRemain = null)
        {
        }
    }
}
