using System.Text.Json;
using Kif.Models.Backbones;
using Kif.Models.Folders;
using Kif.Models.Llama;
using Kif.Models.T5;

namespace Kif.Models.Tests.Networks;

/// <summary>Random models of a few thousand weights and examples for them.</summary>
internal static class SmallModels
{
    /// <summary>A gated, untied T5.</summary>
    public static IBackbone T5(ScalarType dtype = ScalarType.Float64) => T5Initializer.Create(
        new()
        {
            VocabularySize = 50, ModelWidth = 16, HeadWidth = 6, FeedForwardWidth = 24, EncoderLayers = 2, DecoderLayers = 2, Heads = 2,
            FeedForward = "gated-gelu", TiedHead = false,
        }, new(5), torch.CPU, dtype);

    /// <summary>A LLaMA with two query heads per key head.</summary>
    public static IBackbone Llama(ScalarType dtype = ScalarType.Float64) => new LlamaBackbone(
        LlamaConfig.Read(ConfigFile.Of(JsonDocument.Parse("""
            {"vocab_size": 50, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "eos_token_id": [1, 3]}
            """).RootElement)), new RandomSource(7), torch.CPU, dtype);

    /// <summary>Both.</summary>
    public static IBackbone Of(string family, ScalarType dtype = ScalarType.Float64) => family == "t5" ? T5(dtype) : Llama(dtype);

    /// <summary>Examples of unequal lengths.</summary>
    public static EncodedExample[] Examples(int count, ulong seed = 1)
    {
        var random = new RandomStream(seed);
        int[] Ids(int length) => [.. Enumerable.Range(0, length).Select(_ => 4 + random.Next(46))];
        return [.. Enumerable.Range(0, count).Select(i => new EncodedExample(Ids(3 + 2 * i % 7), Ids(1 + i % 3)))];
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
