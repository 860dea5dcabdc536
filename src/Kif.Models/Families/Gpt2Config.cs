using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>The configuration of a GPT-2 model.</summary>
internal sealed record Gpt2Config
{
    /// <summary>The number of rows of the embedding.</summary>
    public required int VocabSize { get; init; }

    /// <summary>The width of the hidden state (<c>n_embd</c>).</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The width of the feed-forward layers (<c>n_inner</c>).</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>The number of layers.</summary>
    public required int Layers { get; init; }

    /// <summary>The number of attention heads, a divisor of <see cref="HiddenSize"/>.</summary>
    public required int Heads { get; init; }

    /// <summary>The most tokens of a text: the number of learned positions.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>The activation function by Hugging Face's name. Default: <c>gelu_new</c>.</summary>
    public string Activation { get; init; } = "gelu_new";

    /// <summary>Whether the head shares the embedding's weights. Default: true.</summary>
    public bool TieWordEmbeddings { get; init; } = true;

    /// <summary>ε of the norms. Default: 1e-5.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Whether attention scores are divided by the square root of a head's width. Default: true.</summary>
    public bool ScalesScores { get; init; } = true;

    /// <summary>Whether attention scores are also divided by the layer's number, counted from 1. Default: false.</summary>
    public bool ScalesScoresByLayer { get; init; }

    /// <summary>The id that pads rows; masked everywhere. Default: 0.</summary>
    public int PadId { get; init; }

    /// <summary>The ids that end a generation.</summary>
    public IReadOnlyList<int> EndIds { get; init; } = [];

    /// <summary>
    /// Reads <c>config.json</c>. <c>reorder_and_upcast_attn</c> (attention scores in float32) has no effect, since scores are always computed that way; dropout
    /// rates are not read.
    /// </summary>
    /// <param name="config">The file.</param>
    /// <param name="generation"><c>generation_config.json</c>, whose end ids take precedence; null if there is no such file.</param>
    /// <exception cref="InvalidDataException">A setting is missing, wrong or unsupported; the message names it.</exception>
    public static Gpt2Config Read(ConfigFile config, ConfigFile? generation = null)
    {
        UnsupportedConfigSettings.Refuse(config, "is_encoder_decoder");
        AttentionWindows.Refuse(config);
        config = config.Mapped(
            ("hidden_size", "n_embd"), ("max_position_embeddings", "n_positions"), ("num_attention_heads", "n_head"), ("num_hidden_layers", "n_layer"));
        config.RefuseNull("activation_function", "layer_norm_epsilon", "scale_attn_weights");
        var ids = GenerationSettings.Read(config, generation);
        int vocabulary = config.SizeOrClass("vocab_size", 50257), width = config.SizeOrClass("n_embd", 768), heads = config.SizeOrClass("n_head", 12);
        if (width % heads != 0) throw config.Refuse("n_head", $"a divisor of n_embd, {width}");
        if (!config.Has("n_inner") && width > int.MaxValue / 4) throw config.Refuse("n_embd", $"{int.MaxValue / 4} or less");
        return new()
        {
            VocabSize = vocabulary,
            HiddenSize = width,
            IntermediateSize = config.Size("n_inner", 4 * width),
            Layers = config.SizeOrClass("n_layer", 12, CheckpointSizes.MaxLayers),
            Heads = heads,
            MaxPositions = config.Has("n_ctx") && !config.Has("n_positions") ? config.Size("n_ctx") : config.SizeOrClass("n_positions", 1024),
            Activation = ActivationFunction.Read(config, "activation_function", "gelu_new"),
            TieWordEmbeddings = TiedWeights.Said(config) ?? true,
            NormEpsilon = config.Double("layer_norm_epsilon", 1e-5),
            ScalesScores = config.Bool("scale_attn_weights", true),
            ScalesScoresByLayer = config.Bool("scale_attn_by_inverse_layer_idx", false),
            PadId = ids.PadId(vocabulary) ?? 0,
            EndIds = ids.EndIds(vocabulary),
        };
    }

    /// <summary>Reads a folder's files and compares sizes with the names and sizes of its checkpoint.</summary>
    /// <exception cref="InvalidDataException">As <see cref="Read"/>, or a size differs from the checkpoint's.</exception>
    internal static Gpt2Config Checked(BackboneFiles files, IWeightSource weights)
    {
        Gpt2Config result = Read(files.Config, files.Generation);
        new CheckpointSizes(files.Config, weights)
            .Layers("n_layer", result.Layers, i => $"transformer.h.{i}.ln_1.weight")
            .Axis("vocab_size", result.VocabSize, "transformer.wte.weight", 0)
            .Axis("n_embd", result.HiddenSize, "transformer.wte.weight", 1)
            .Axis("n_positions", result.MaxPositions, "transformer.wpe.weight", 0)
            .Axis("n_inner", result.IntermediateSize, "transformer.h.0.mlp.c_fc.weight", 1);
        return result with { TieWordEmbeddings = new TiedWeights(files, weights).IsTied(true, "lm_head.weight", "transformer.wte.weight") };
    }
}

/// <summary>The names of weights in published GPT-2 checkpoints.</summary>
internal static partial class Gpt2Weights
{
    private const string Prefix = "transformer.";

    /// <summary>Wraps a checkpoint to find weights by current names: the oldest files lack the prefix.</summary>
    public static IWeightSource Named(IWeightSource source) =>
        new RenamedWeights(source, name => name.StartsWith(Prefix, StringComparison.Ordinal) ? [name, name[Prefix.Length..]] : [name]);

    /// <summary>Whether a name is that of a causal mask, which older checkpoints contain.</summary>
    public static bool MayRemain(string name) => Mask().IsMatch(name);

    [GeneratedRegex(@"^(transformer\.)?h\.[0-9]+\.attn\.(bias|masked_bias)$")]
    private static partial Regex Mask();
}
