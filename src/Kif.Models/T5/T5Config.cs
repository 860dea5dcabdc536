using System.Text.Json;
using Kif.Models.Backbones;

namespace Kif.Models.T5;

/// <summary>The shape of a T5 model: v1.0, v1.1 and Flan.</summary>
public sealed record T5Config
{
    /// <summary>Rows of the embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the hidden state.</summary>
    public required int ModelWidth { get; init; }

    /// <summary>Width of one attention head.</summary>
    public required int HeadWidth { get; init; }

    /// <summary>Width of the feed-forward layers.</summary>
    public required int FeedForwardWidth { get; init; }

    /// <summary>Number of encoder blocks.</summary>
    public required int EncoderLayers { get; init; }

    /// <summary>Number of decoder blocks.</summary>
    public required int DecoderLayers { get; init; }

    /// <summary>Number of attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>The feed-forward layer: <c>relu</c>, <c>gated-gelu</c>, … as in the file. Default: <c>relu</c>.</summary>
    public string FeedForward { get; init; } = "relu";

    /// <summary>Whether the head is the embedding. Default: true.</summary>
    public bool TiedHead { get; init; } = true;

    /// <summary>Number of buckets of relative positions. Default: 32.</summary>
    public int Buckets { get; init; } = 32;

    /// <summary>The distance from which all positions share a bucket. Default: 128.</summary>
    public int MaxDistance { get; init; } = 128;

    /// <summary>ε of the norms. Default: 1e-6.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>The padding id. Default: 0.</summary>
    public int PadId { get; init; }

    /// <summary>The first decoder input. Default: 0.</summary>
    public int DecoderStartId { get; init; }

    /// <summary>Ids that end a generation. Default: 1.</summary>
    public IReadOnlyList<int> EndIds { get; init; } = [1];

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <param name="config">Its root.</param>
    /// <param name="generation">Root of <c>generation_config.json</c>, whose end and start ids go first; null where there is none.</param>
    /// <exception cref="InvalidDataException">An entry is missing or wrong; the message names it.</exception>
    public static T5Config Read(JsonElement config, JsonElement? generation = null)
    {
        ConfigReader c = new(config), g = new(generation ?? config);
        int pad = c.Ids("pad_token_id") is [var p, ..] ? p : 0;
        int[] ends = g.Has("eos_token_id") ? g.Ids("eos_token_id") : c.Ids("eos_token_id");
        var result = new T5Config
        {
            VocabularySize = c.Size("vocab_size"),
            ModelWidth = c.Size("d_model"),
            HeadWidth = c.Size("d_kv"),
            FeedForwardWidth = c.Size("d_ff"),
            EncoderLayers = c.Size("num_layers"),
            DecoderLayers = c.Size("num_decoder_layers", c.Size("num_layers")),
            Heads = c.Size("num_heads"),
            FeedForward = c.Text("feed_forward_proj", "relu"),
            TiedHead = c.Flag("tie_word_embeddings", true),
            Buckets = c.Size("relative_attention_num_buckets", 32),
            MaxDistance = c.Size("relative_attention_max_distance", 128),
            NormEpsilon = c.Number("layer_norm_epsilon", 1e-6),
            PadId = pad,
            DecoderStartId = (g.Has("decoder_start_token_id") ? g : c).Ids("decoder_start_token_id") is [var start, ..] ? start : pad,
            EndIds = ends.Length > 0 ? ends : [1],
        };
        _ = Activation.Named(result.FeedForward);
        return result;
    }
}
