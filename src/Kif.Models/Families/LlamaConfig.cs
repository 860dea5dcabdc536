namespace Kif.Models;

/// <summary>The configuration of a LLaMA-like model.</summary>
internal sealed record LlamaConfig
{
    private const string NoRope = "no_rope_layers", Both = "use_bidirectional_attention";

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

    /// <summary>What the model type computes differently from LLaMA.</summary>
    public required LlamaFamily Family { get; init; }

    /// <summary>The number of tokens that each layer attends to, null for all.</summary>
    public required IReadOnlyList<int?> Windows { get; init; }

    /// <summary>Whether each layer has rotary positions.</summary>
    public required IReadOnlyList<bool> Rotated { get; init; }

    /// <summary>Whether a token attends to later ones, too. Default: false.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>The activation function by Hugging Face's name. Default: <c>silu</c>.</summary>
    public string Activation { get; init; } = "silu";

    /// <summary>The factor on attention scores.</summary>
    public required double ScoreScale { get; init; }

    /// <summary>The cap of attention scores; null for none.</summary>
    public double? ScoreCap { get; init; }

    /// <summary>The cap of logits; null for none.</summary>
    public double? LogitCap { get; init; }

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

    /// <summary>The rotary positions of all layers, or of those without windows.</summary>
    public required RopeSettings Rope { get; init; }

    /// <summary>The rotary positions of layers with windows; null if they have no others.</summary>
    public RopeSettings? LocalRope { get; init; }

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <param name="config">The file.</param>
    /// <param name="generation"><c>generation_config.json</c>, whose end ids take precedence; null if there is no such file.</param>
    /// <exception cref="InvalidDataException">A setting is missing, wrong or unsupported; the message names it.</exception>
    public static LlamaConfig Read(ConfigFile config, ConfigFile? generation = null)
    {
        LlamaFamily family = LlamaFamily.Of(config);
        UnsupportedConfigSettings.Refuse(
            config, Supported(family), ["is_encoder_decoder", .. family is { IsGemma: true, LocalRope: null } ? [Both] : Array.Empty<string>()]);
        string activation = family.IsGemma ? "hidden_activation" : "hidden_act";
        config.RefuseNull(activation, "rms_norm_eps", "max_position_embeddings");
        var ids = GenerationSettings.Read(config, generation);
        int width = config.SizeOrClass("hidden_size", family.HiddenSize), heads = config.SizeOrClass("num_attention_heads", family.Heads),
            shared = config.Size("num_key_value_heads", KeyValueHeadsOf(config, family, heads));
        int head = config.Size("head_dim", HeadOf(config, family) ?? Math.Max(1, width / heads));
        if (heads % shared != 0) throw config.Refuse("num_key_value_heads", $"a divisor of num_attention_heads, {heads}");
        if (head % 2 != 0) throw config.Refuse("head_dim", "an even number");
        int vocabulary = config.SizeOrClass("vocab_size", family.VocabSize),
            layers = config.SizeOrClass("num_hidden_layers", family.Layers, CheckpointSizes.MaxLayers);
        (RopeClass rope, RopeClass? local) = family.Ropes(head);
        (bool projections, bool output) = family.Biases(config);
        IReadOnlyList<bool> rotated = RotatedLayers(config, family, layers);
        bool bidirectional = family.LocalRope is not null && config.Bool(Both, false);
        IReadOnlyList<int?> windows = AttentionWindows.Read(config, family.Windows, rotated);
        return new()
        {
            Family = family,
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
            // A window of both sides has half of the tokens on each.
            Windows = bidirectional ? [.. windows.Select(w => w / 2 + 1)] : windows,
            Rotated = rotated,
            Bidirectional = bidirectional,
            Activation = ActivationFunction.Read(config, activation, family.IsGemma ? "gelu_pytorch_tanh" : "silu"),
            ScoreScale = Math.Pow(family.IsGemma ? Positive(config, "query_pre_attn_scalar", 256) : head, -0.5),
            ScoreCap = family.IsGemma ? Cap(config, "attn_logit_softcapping", family.ScoreCap) : null,
            LogitCap = family.IsGemma ? Cap(config, "final_logit_softcapping", family.LogitCap) : null,
            TieWordEmbeddings = TiedWeights.Said(config) ?? family.Tied,
            NormEpsilon = config.Double("rms_norm_eps", family.NormEpsilon),
            PadId = ids.PadId(vocabulary) ?? 0,
            EndIds = ids.EndIds(vocabulary),
            Rope = RopeReader.Read(config, rope),
            LocalRope = local is { } own ? RopeReader.Read(config, own) : null,
        };
    }

    /// <summary>Reads a folder's files and compares sizes with the names and sizes of its checkpoint.</summary>
    /// <exception cref="InvalidDataException">As <see cref="Read"/>, or a size differs from the checkpoint's.</exception>
    internal static LlamaConfig Checked(BackboneFiles files, IWeightSource weights)
    {
        LlamaConfig result = Read(files.Config, files.Generation);
        const string first = "model.layers.0", attention = $"{first}.self_attn";
        LlamaFamily family = result.Family;
        long queries = (long)result.Heads * result.HeadDim, keys = (long)result.KeyValueHeads * result.HeadDim;
        // If a product is wrong, the larger of its factors is more likely at fault.
        string heads = files.Config.Has("head_dim") && result.HeadDim > result.Heads ? "head_dim" : "num_attention_heads";
        new CheckpointSizes(files.Config, weights)
            .Layers("num_hidden_layers", result.Layers, i => $"model.layers.{i}.self_attn.o_proj.weight")
            .Axis("vocab_size", result.VocabSize, "model.embed_tokens.weight", 0)
            .Axis("hidden_size", result.HiddenSize, "model.embed_tokens.weight", 1)
            .Axis("intermediate_size", result.IntermediateSize, $"{first}.mlp.down_proj.weight", 1)
            .Axis(heads, queries, $"{attention}.o_proj.weight", 1, "num_attention_heads · head_dim")
            .Axis("num_key_value_heads", keys, $"{attention}.k_proj.weight", 0, "num_key_value_heads · head_dim")
            .Axis("num_key_value_heads", queries + 2 * keys, $"{attention}.qkv_proj.weight", 0, "(num_attention_heads + 2 · num_key_value_heads) · head_dim");
        (RopeClass rope, RopeClass? local) = family.Ropes(result.HeadDim);
        RopeReader.Note(files, local is { } own ? [(result.Rope, rope), (result.LocalRope!, own)] : [(result.Rope, rope)]);
        return result with { TieWordEmbeddings = new TiedWeights(files, weights).IsTied(family.Tied, "lm_head.weight", "model.embed_tokens.weight") };
    }

    private static string[] Supported(LlamaFamily family) =>
    [
        .. family.IsGemma ? ["query_pre_attn_scalar", "attn_logit_softcapping", "final_logit_softcapping"] : Array.Empty<string>(),
        .. family.Windows == WindowRule.Unrotated ? [NoRope] : Array.Empty<string>(),
        .. family.Rope.Partial ? ["partial_rotary_factor"] : Array.Empty<string>(),
    ];

    /// <summary>Reads which layers have rotary positions: all, or in SmolLM3 those that a list names with 1, or all but every fourth.</summary>
    private static IReadOnlyList<bool> RotatedLayers(ConfigFile config, LlamaFamily family, int layers)
    {
        if (family.Windows != WindowRule.Unrotated) return [.. Enumerable.Repeat(true, layers)];
        int every = config.Size("no_rope_layer_interval", 4);
        if (!config.Has(NoRope)) return [.. Enumerable.Range(1, layers).Select(number => number % every != 0)];
        IReadOnlyList<int> said = config.Ints(NoRope);
        return said.Count == layers ? [.. said.Select(v => v != 0)] : throw config.Refuse(NoRope, $"as many as there are layers, {layers}");
    }

    private static double Positive(ConfigFile config, string name, double byDefault) =>
        config.Double(name, byDefault) is var v and > 0 ? v : throw config.Refuse(name, "more than 0");

    /// <summary>Reads a cap: null is none, and what is left out is the class's.</summary>
    private static double? Cap(ConfigFile config, string name, double? ofClass) =>
        config.Has(name) ? Positive(config, name, 0) : config.Json.TryGetProperty(name, out _) ? null : ofClass;

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
