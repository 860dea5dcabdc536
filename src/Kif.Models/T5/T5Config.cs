using Kif.Models.Backbones;
using Kif.Models.Folders;

namespace Kif.Models.T5;

/// <summary>The configuration of a T5 model: v1.0, v1.1 and Flan.</summary>
public sealed record T5Config
{
    /// <summary>The number of rows of the embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The width of the hidden state (<c>d_model</c>).</summary>
    public required int ModelWidth { get; init; }

    /// <summary>The width of one attention head (<c>d_kv</c>).</summary>
    public required int HeadWidth { get; init; }

    /// <summary>The width of the feed-forward layers (<c>d_ff</c>).</summary>
    public required int FeedForwardWidth { get; init; }

    /// <summary>The number of encoder blocks.</summary>
    public required int EncoderLayers { get; init; }

    /// <summary>The number of decoder blocks.</summary>
    public required int DecoderLayers { get; init; }

    /// <summary>The number of attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>The kind of feed-forward layer, as in the file: <c>relu</c>, <c>gated-gelu</c>, … Default: <c>relu</c>.</summary>
    public string FeedForward { get; init; } = "relu";

    /// <summary>Whether the head shares the embedding's weights. Default: true.</summary>
    public bool TiedHead { get; init; } = true;

    /// <summary>The number of buckets of relative positions. Default: 32.</summary>
    public int Buckets { get; init; } = 32;

    /// <summary>The distance from which all positions share a bucket. Default: 128.</summary>
    public int MaxDistance { get; init; } = 128;

    /// <summary>ε of the norms. Default: 1e-6.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>The padding id. Default: 0.</summary>
    public int PadId { get; init; }

    /// <summary>The first decoder input. Default: 0.</summary>
    public int DecoderStartId { get; init; }

    /// <summary>The ids that end a generation. Default: 1.</summary>
    public IReadOnlyList<int> EndIds { get; init; } = [1];

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <param name="config">The file.</param>
    /// <param name="generation"><c>generation_config.json</c>, whose end and start ids take precedence; null if there is no such file.</param>
    /// <exception cref="InvalidDataException">A setting is missing or wrong; the message names it.</exception>
    public static T5Config Read(ConfigFile config, ConfigFile? generation = null)
    {
        NeutralSettings.RefuseOthers(config, "is_decoder");
        if (!config.Bool("is_encoder_decoder", true)) throw config.Refuse("is_encoder_decoder", "true: an encoder alone gives no answers");
        var ids = GenerationSettings.Read(config, generation);
        int vocabulary = config.Size("vocab_size"), pad = ids.PadId(vocabulary) ?? 0, start = ids.StartId ?? pad, buckets = config.Size("relative_attention_num_buckets", 32);
        if (start < 0 || start >= vocabulary) throw config.Refuse("decoder_start_token_id", $"an id of the vocabulary, 0 to {vocabulary - 1} (here {start}, perhaps of the generation's file)");
        if (buckets < 4) throw config.Refuse("relative_attention_num_buckets", "4 or more");
        if (config.Size("relative_attention_max_distance", 128) <= buckets / 2) throw config.Refuse("relative_attention_max_distance", $"more than half the buckets, {buckets / 2}");
        return new()
        {
            VocabularySize = vocabulary,
            ModelWidth = config.Size("d_model"),
            HeadWidth = config.Size("d_kv"),
            FeedForwardWidth = config.Size("d_ff"),
            EncoderLayers = config.SizeUpTo(CheckpointSizes.MostLayers, "num_layers"),
            DecoderLayers = config.SizeUpTo(CheckpointSizes.MostLayers, config.Has("num_decoder_layers") ? "num_decoder_layers" : "num_layers"),
            Heads = config.Size("num_heads"),
            FeedForward = Activation.Read(config),
            TiedHead = config.Bool("tie_word_embeddings", true),
            Buckets = buckets,
            MaxDistance = config.Size("relative_attention_max_distance", 128),
            NormEpsilon = config.Double("layer_norm_epsilon", 1e-6),
            PadId = pad,
            DecoderStartId = start,
            EndIds = ids.EndIds is { Count: > 0 } ends ? ends : [1],
        };
    }

    /// <summary>Reads a folder's files and compares sizes with the names and sizes of its checkpoint.</summary>
    /// <exception cref="InvalidDataException">As <see cref="Read"/>, or a size differs from the checkpoint's.</exception>
    internal static T5Config Checked(BackboneFiles files)
    {
        T5Config result = Read(files.Config, files.Generation);
        const string first = "encoder.block.0.layer", attention = $"{first}.0.SelfAttention";
        string table = files.Weights.Contains("shared.weight") ? "shared.weight" : "encoder.embed_tokens.weight";
        string wide = result.FeedForward.StartsWith("gated-", StringComparison.Ordinal) ? "wi_0" : "wi";
        new CheckpointSizes(files.Config, files.Weights)
            .Layers("num_layers", result.EncoderLayers, i => $"encoder.block.{i}.layer.0.layer_norm.weight")
            .Layers("num_decoder_layers", result.DecoderLayers, i => $"decoder.block.{i}.layer.0.layer_norm.weight")
            .Axis("vocab_size", result.VocabularySize, table, 0)
            .Axis("d_model", result.ModelWidth, table, 1)
            .Axis("d_ff", result.FeedForwardWidth, $"{first}.1.DenseReluDense.{wide}.weight", 0)
            .Axis("relative_attention_num_buckets", result.Buckets, $"{attention}.relative_attention_bias.weight", 0)
            .Axis("num_heads", result.Heads, $"{attention}.relative_attention_bias.weight", 1)
            .Axis("d_kv", (long)result.Heads * result.HeadWidth, $"{attention}.q.weight", 0, "num_heads · d_kv");
        return result;
    }
}
