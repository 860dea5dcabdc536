using Kif.Models.Folders;

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
    /// <param name="config">The file.</param>
    /// <param name="generation"><c>generation_config.json</c>, whose end and start ids go first; null where there is none.</param>
    /// <exception cref="InvalidDataException">An entry is missing or wrong; the message names it.</exception>
    public static T5Config Read(ConfigFile config, ConfigFile? generation = null)
    {
        ConfigFile ids = generation?.Has("eos_token_id") == true ? generation : config;
        int pad = config.Ints("pad_token_id") is [var p, ..] ? p : 0;
        IReadOnlyList<int> ends = ids.Ints("eos_token_id");
        ConfigFile starts = generation?.Has("decoder_start_token_id") == true ? generation : config;
        var result = new T5Config
        {
            VocabularySize = config.Size("vocab_size"),
            ModelWidth = config.Size("d_model"),
            HeadWidth = config.Size("d_kv"),
            FeedForwardWidth = config.Size("d_ff"),
            EncoderLayers = config.Size("num_layers"),
            DecoderLayers = config.Size("num_decoder_layers", config.Size("num_layers")),
            Heads = config.Size("num_heads"),
            FeedForward = config.String("feed_forward_proj", "relu")!,
            TiedHead = config.Bool("tie_word_embeddings", true),
            Buckets = config.Size("relative_attention_num_buckets", 32),
            MaxDistance = config.Size("relative_attention_max_distance", 128),
            NormEpsilon = config.Double("layer_norm_epsilon", 1e-6),
            PadId = pad,
            DecoderStartId = starts.Ints("decoder_start_token_id") is [var start, ..] ? start : pad,
            EndIds = ends.Count > 0 ? ends : [1],
        };
        _ = Activation.Named(result.FeedForward);
        return result;
    }
}
