using System.Text.Json;
using Kif.Models.Backbones;

namespace Kif.Models.Llama;

/// <summary>The shape of a LLaMA-like model.</summary>
public sealed record LlamaConfig
{
    /// <summary>Rows of the embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the hidden state.</summary>
    public required int ModelWidth { get; init; }

    /// <summary>Width of the feed-forward layers.</summary>
    public required int FeedForwardWidth { get; init; }

    /// <summary>Number of layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Number of attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Number of heads of keys and values, a divisor of <see cref="Heads"/>.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of one attention head, even.</summary>
    public required int HeadWidth { get; init; }

    /// <summary>Whether the attention's linear maps have biases.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>Whether the feed-forward's linear maps have biases.</summary>
    public bool FeedForwardBias { get; init; }

    /// <summary>Whether the head is the embedding. Default: false.</summary>
    public bool TiedHead { get; init; }

    /// <summary>ε of the norms. Default: 1e-6.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>The id that fills up rows; masked everywhere. Default: 0.</summary>
    public int PadId { get; init; }

    /// <summary>Ids that end a generation.</summary>
    public IReadOnlyList<int> EndIds { get; init; } = [];

    /// <summary>Base of the rotary positions; scaled ones come from a configuration file. Default: 10000.</summary>
    public double RopeTheta { get; init; } = 10000;

    /// <summary>How positions rotate.</summary>
    internal IRope Rope
    {
        get => field ?? new PlainRope(new(RopeTheta, HeadWidth, int.MaxValue));
        init;
    }

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <param name="config">Its root.</param>
    /// <param name="generation">Root of <c>generation_config.json</c>, whose end ids go first; null where there is none.</param>
    /// <exception cref="InvalidDataException">An entry is missing, wrong or asks for what there is not; the message names it.</exception>
    public static LlamaConfig Read(JsonElement config, JsonElement? generation = null)
    {
        ConfigReader c = new(config), g = new(generation ?? config);
        if (c.Text("hidden_act", "silu") is var act and not "silu") throw new InvalidDataException($"'hidden_act' must be silu, not '{act}'");
        int width = c.Size("hidden_size"), heads = c.Size("num_attention_heads"), shared = c.Size("num_key_value_heads", heads);
        int head = c.Size("head_dim", width / heads);
        if (heads % shared != 0) throw new InvalidDataException($"'num_attention_heads' ({heads}) must be a multiple of 'num_key_value_heads' ({shared})");
        if (head % 2 != 0) throw new InvalidDataException($"'head_dim' must be even, not {head}");
        return new()
        {
            VocabularySize = c.Size("vocab_size"),
            ModelWidth = width,
            FeedForwardWidth = c.Size("intermediate_size"),
            Layers = c.Size("num_hidden_layers"),
            Heads = heads,
            KeyValueHeads = shared,
            HeadWidth = head,
            AttentionBias = c.Flag("attention_bias", false),
            FeedForwardBias = c.Flag("mlp_bias", false),
            TiedHead = c.Flag("tie_word_embeddings", false),
            NormEpsilon = c.Number("rms_norm_eps", 1e-6),
            PadId = c.Ids("pad_token_id") is [var pad and >= 0, ..] ? pad : 0,
            EndIds = g.Has("eos_token_id") ? g.Ids("eos_token_id") : c.Ids("eos_token_id"),
            RopeTheta = RopeReader.Theta(c),
            Rope = RopeReader.Read(c, head),
        };
    }
}
