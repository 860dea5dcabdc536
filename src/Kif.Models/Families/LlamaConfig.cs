namespace Kif.Models;

/// <summary>The configuration of a LLaMA-like model.</summary>
internal sealed record LlamaConfig
{
    /// <summary>The <c>model_type</c>. Default: <c>llama</c>.</summary>
    public string ModelType { get; init; } = "llama";

    /// <summary>The number of rows of the embedding.</summary>
    public required int VocabSize { get; init; }

    /// <summary>The width of the hidden state (<c>hidden_size</c>).</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The width of the feed-forward layers (<c>intermediate_size</c>).</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>The number of layers.</summary>
    public required int Layers { get; init; }

    /// <summary>The number of attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>The number of key and value heads, a divisor of <see cref="Heads"/>.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>The width of one attention head, even.</summary>
    public required int HeadDim { get; init; }

    /// <summary>Whether the maps of queries, keys and values have biases.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>Whether the map of the attention's output has a bias.</summary>
    public bool OutputBias { get; init; }

    /// <summary>Whether each head's queries and keys are normalized before they are rotated. Default: false.</summary>
    public bool NormalizesHeads { get; init; }

    /// <summary>The number of tokens that each layer attends to, null for all; empty if no layer has a window.</summary>
    public IReadOnlyList<int?> Windows { get; init; } = [];

    /// <summary>Whether the feed-forward's linear maps have biases.</summary>
    public bool FeedForwardBias { get; init; }

    /// <summary>Whether the head shares the embedding's weights. Default: false.</summary>
    public bool TieWordEmbeddings { get; init; }

    /// <summary>ε of the norms. Default: 1e-6.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>The id that pads rows; masked everywhere. Default: 0.</summary>
    public int PadId { get; init; }

    /// <summary>The ids that end a generation.</summary>
    public IReadOnlyList<int> EndIds { get; init; } = [];

    /// <summary>The base of the rotary positions; scaling is read from a configuration file only. Default: 10000.</summary>
    public double RopeTheta { get; init; } = 10000;

    /// <summary>The rotary positions.</summary>
    internal IRope Rope
    {
        get => field ?? new PlainRope(new(RopeTheta, HeadDim, int.MaxValue));
        init;
    }

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <param name="config">The file.</param>
    /// <param name="generation"><c>generation_config.json</c>, whose end ids take precedence; null if there is no such file.</param>
    /// <exception cref="InvalidDataException">A setting is missing, wrong or unsupported; the message names it.</exception>
    public static LlamaConfig Read(ConfigFile config, ConfigFile? generation = null)
    {
        LlamaFamily family = LlamaFamily.Of(config);
        UnsupportedConfigSettings.Refuse(config, "is_encoder_decoder");
        config.RefuseNull("hidden_act", "rms_norm_eps", "max_position_embeddings");
        var ids = GenerationSettings.Read(config, generation);
        if (config.String("hidden_act", "silu") is not ("silu" or "swish")) throw config.RefuseName("hidden_act", ["silu", "swish"]);
        int width = config.SizeOrClass("hidden_size", 4096), heads = config.SizeOrClass("num_attention_heads", 32),
            shared = config.Size("num_key_value_heads", KeyValueHeadsOf(config, family, heads));
        int head = config.Size("head_dim", HeadOf(config, family) ?? Math.Max(1, width / heads));
        if (heads % shared != 0) throw config.Refuse("num_key_value_heads", $"a divisor of num_attention_heads, {heads}");
        if (head % 2 != 0) throw config.Refuse("head_dim", "an even number");
        int vocabulary = config.SizeOrClass("vocab_size", family.VocabSize), layers = config.SizeOrClass("num_hidden_layers", 32, CheckpointSizes.MaxLayers);
        RopeSettings rope = RopeReader.Read(config, new(head, family.Positions));
        (bool projections, bool output) = family.Biases(config);
        return new()
        {
            ModelType = family.ModelType,
            VocabSize = vocabulary,
            HiddenSize = width,
            IntermediateSize = config.SizeOrClass("intermediate_size", family.IntermediateSize),
            Layers = layers,
            Heads = heads,
            KeyValueHeads = shared,
            HeadDim = head,
            AttentionBias = projections,
            OutputBias = output,
            FeedForwardBias = family.FeedForwardBias && config.Bool("mlp_bias", false),
            NormalizesHeads = family.NormalizesHeads,
            Windows = AttentionWindows.Read(config, family.Windows, layers),
            TieWordEmbeddings = TiedWeights.Said(config) ?? false,
            NormEpsilon = config.Double("rms_norm_eps", 1e-6),
            PadId = ids.PadId(vocabulary) ?? 0,
            EndIds = ids.EndIds(vocabulary),
            RopeTheta = rope.Shape.Theta,
            Rope = rope.Create(),
        };
    }

    /// <summary>Reads a folder's files and compares sizes with the names and sizes of its checkpoint.</summary>
    /// <exception cref="InvalidDataException">As <see cref="Read"/>, or a size differs from the checkpoint's.</exception>
    internal static LlamaConfig Checked(BackboneFiles files, IWeightSource weights)
    {
        LlamaConfig result = Read(files.Config, files.Generation);
        const string first = "model.layers.0";
        // If a product is wrong, the larger of its factors is more likely at fault.
        string heads = files.Config.Has("head_dim") && result.HeadDim > result.Heads ? "head_dim" : "num_attention_heads";
        new CheckpointSizes(files.Config, weights)
            .Layers("num_hidden_layers", result.Layers, i => $"model.layers.{i}.input_layernorm.weight")
            .Axis("vocab_size", result.VocabSize, "model.embed_tokens.weight", 0)
            .Axis("hidden_size", result.HiddenSize, "model.embed_tokens.weight", 1)
            .Axis("intermediate_size", result.IntermediateSize, $"{first}.mlp.gate_proj.weight", 0)
            .Axis(heads, (long)result.Heads * result.HeadDim, $"{first}.self_attn.q_proj.weight", 0, "num_attention_heads · head_dim")
            .Axis("num_key_value_heads", (long)result.KeyValueHeads * result.HeadDim, $"{first}.self_attn.k_proj.weight", 0, "num_key_value_heads · head_dim");
        RopeClass rope = new(result.HeadDim, LlamaFamily.Of(files.Config).Positions);
        RopeReader.Note(files, RopeReader.Read(files.Config, rope), rope);
        return result with { TieWordEmbeddings = new TiedWeights(files, weights).IsTied(false, "lm_head.weight", "model.embed_tokens.weight") };
    }

    /// <summary>Returns the number where the file says none: left out, the class's; null, that of the heads.</summary>
    private static int KeyValueHeadsOf(ConfigFile config, LlamaFamily family, int heads) =>
        config.Json.TryGetProperty("num_key_value_heads", out _) ? heads : family.KeyValueHeads ?? heads;

    private static int? HeadOf(ConfigFile config, LlamaFamily family) => config.Json.TryGetProperty("head_dim", out _) ? null : family.HeadDim;
}

/// <summary>The names of weights in published LLaMA checkpoints.</summary>
internal static class LlamaWeights
{
    private const string Prefix = "model.";

    /// <summary>Wraps a checkpoint to find weights by current names: where a decoder was saved alone, they lack the prefix.</summary>
    public static IWeightSource Named(IWeightSource source) =>
        new RenamedWeights(source, name => name.StartsWith(Prefix, StringComparison.Ordinal) ? [name, name[Prefix.Length..]] : [name]);

    /// <summary>Whether a name belongs to the rotary buffers that older checkpoints contain.</summary>
    public static bool MayRemain(string name) => name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal);
}
