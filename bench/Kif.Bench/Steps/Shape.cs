using System.Text.Json;
using Kif.Models;

namespace Kif.Bench.Steps;

/// <summary>The two models and batches that the reference measures, with random weights.</summary>
internal sealed record Shape(LanguageModel Model, IReadOnlyList<EncodedExample> Batch, IReadOnlyList<EncodedExample> Prompts, double Gigaflops)
{
    /// <summary>T5-small (8 × (128 + 16)) or SmolLM2-135M (4 × 128, 8 labeled), LoRA r = 8, α = 16 on q and v.</summary>
    /// <param name="name"><c>t5-small</c> or <c>smollm2-135m</c>.</param>
    /// <param name="dtype">Type of the frozen weights.</param>
    /// <param name="dropout">T5: the model's own; SmolLM2: LoRA's.</param>
    /// <param name="checkpointing">Whether blocks are computed again in the backward pass.</param>
    /// <param name="rows">Tokens of each row, for T5 those of the prompt. Default: 128 in each of the rows above.</param>
    public static Shape Of(string name, ScalarType dtype, double dropout, bool checkpointing, IReadOnlyList<long>? rows = null) => name switch
    {
        "t5-small" => T5(dtype, dropout, checkpointing, rows ?? Rows(8, 128)),
        "smollm2-135m" => Smol(dtype, dropout, checkpointing, rows ?? Rows(4, 128)),
        _ => throw new ArgumentException($"no shape is called '{name}'; allowed: t5-small, smollm2-135m"),
    };

    /// <summary>Returns rows of equal length.</summary>
    public static IReadOnlyList<long> Rows(int count, long tokens) => [.. Enumerable.Repeat(tokens, count)];

    private static Shape T5(ScalarType dtype, double dropout, bool checkpointing, IReadOnlyList<long> rows)
    {
        const long d = 512, ff = 2048, t = 16, layers = 6, vocabulary = 32128;
        var config = new T5Config
        {
            VocabSize = (int)vocabulary, HiddenSize = (int)d, HeadDim = 64, IntermediateSize = (int)ff, EncoderLayers = 6, DecoderLayers = 6, Heads = 8,
        };
        var backbone = new T5Backbone(config, new RandomWeights(), torch.CPU, dtype);
        double macs = rows.Sum(s => (double)layers * (s * (4 * d * d + 2 * d * ff) + 2 * s * s * d)
            + layers * (t * (6 * d * d + 2 * d * ff) + 2 * s * d * d + 2 * t * t * d + 2 * t * s * d) + t * d * vocabulary);
        return new(Adapted(backbone, ["q", "v"], 0, dropout, checkpointing), Examples(rows, t, 32000), Examples(Rows(32, 128), 1, 30000), 4 * macs / 1e9);
    }

    private static Shape Smol(ScalarType dtype, double dropout, bool checkpointing, IReadOnlyList<long> rows)
    {
        const long d = 576, kv = 192, ff = 1536, labeled = 8, layers = 30, vocabulary = 49152;
        using JsonDocument settings = JsonDocument.Parse("""
            {"model_type": "llama", "vocab_size": 49152, "hidden_size": 576, "intermediate_size": 1536, "num_hidden_layers": 30, "num_attention_heads": 9,
             "num_key_value_heads": 3, "rope_theta": 100000.0, "tie_word_embeddings": true}
            """);
        var backbone = new LlamaBackbone(LlamaConfig.Read(ConfigFile.Of(settings.RootElement)), new RandomWeights(), torch.CPU, dtype);
        double macs = rows.Sum(s => (double)layers * (s * (2 * d * d + 2 * d * kv + 3 * d * ff) + s * s * d) + labeled * d * vocabulary);
        return new(Adapted(backbone, ["q_proj", "v_proj"], dropout, 0, checkpointing), Examples([.. rows.Select(s => s - labeled)], labeled, 49000),
            Examples(Rows(32, 96), 1, 30000), 4 * macs / 1e9);
    }

    private static LanguageModel Adapted(IBackbone backbone, IReadOnlyList<string> targets, double lora, double own, bool checkpointing) =>
        LanguageModel.WithAdapters(backbone, new LoraSettings { Rank = 8, Alpha = 16, Dropout = lora, Targets = targets }, new()
        { BaseDropout = own, Checkpointing = checkpointing });

    private static List<EncodedExample> Examples(IReadOnlyList<long> sources, long target, int most)
    {
        var random = new RandomStream(7);
        int[] Ids(long length) => [.. Enumerable.Range(0, (int)length).Select(_ => 3 + random.Next(most - 3))];
        return [.. sources.Select(source => new EncodedExample(Ids(source), Ids(target)))];
    }
}
