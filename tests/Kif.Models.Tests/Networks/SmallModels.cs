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

    /// <summary>Names of the families.</summary>
    public static TheoryData<string> Families => ["t5", "llama", "qwen3", "gpt2", "bert"];

    /// <summary>The model of a family.</summary>
    public static IBackbone Of(string family, ScalarType dtype = ScalarType.Float64) => family switch
    {
        "t5" => T5(dtype),
        "llama" => Llama(dtype),
        "qwen3" => Qwen3(dtype),
        "gpt2" => Gpt2(dtype),
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
