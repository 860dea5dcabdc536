namespace Kif.Models;

/// <summary>The configuration of a ModernBERT model with its masked-language-model head.</summary>
internal sealed record ModernBertConfig
{
    /// <summary>The number of rows of the embedding.</summary>
    public required int VocabSize { get; init; }

    /// <summary>The width of the hidden state (<c>hidden_size</c>).</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The width of the feed-forward layers (<c>intermediate_size</c>).</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>The number of attention heads, a divisor of <see cref="HiddenSize"/>.</summary>
    public required int Heads { get; init; }

    /// <summary>The number of tokens that each layer attends to on either side, its own included; null for all.</summary>
    public required IReadOnlyList<int?> Windows { get; init; }

    /// <summary>The rotary positions of layers without windows.</summary>
    public required RopeSettings Rope { get; init; }

    /// <summary>The rotary positions of layers with windows.</summary>
    public required RopeSettings LocalRope { get; init; }

    /// <summary>The activation function of the layers by Hugging Face's name.</summary>
    public required string Activation { get; init; }

    /// <summary>That of the head.</summary>
    public required string HeadActivation { get; init; }

    /// <summary>Whether the maps of the attention, the feed-forward layers, the head's map, its matrix and the norms have biases.</summary>
    public required (bool Attention, bool FeedForward, bool Head, bool Decoder, bool Norms) Biases { get; init; }

    /// <summary>Whether the head shares the embedding's weights.</summary>
    public required bool TieWordEmbeddings { get; init; }

    /// <summary>ε of the norms.</summary>
    public required double NormEpsilon { get; init; }

    /// <summary>The id that pads rows, and places after the end of an answer.</summary>
    public required int PadId { get; init; }

    /// <summary>The ids that end an answer, in addition to <see cref="PadId"/>.</summary>
    public required IReadOnlyList<int> EndIds { get; init; }

    /// <summary>Reads <c>config.json</c>. Dropout rates are not taken from it.</summary>
    /// <param name="config">The file.</param>
    /// <param name="generation"><c>generation_config.json</c>, whose end ids take precedence; null if there is no such file.</param>
    /// <exception cref="InvalidDataException">A setting is missing, wrong or unsupported; the message names it.</exception>
    public static ModernBertConfig Read(ConfigFile config, ConfigFile? generation = null)
    {
        UnsupportedConfigSettings.Refuse(config, "is_decoder", "is_encoder_decoder");
        config.RefuseNull("hidden_activation", "classifier_activation", "norm_eps", "local_attention");
        var ids = GenerationSettings.Read(config, generation);
        int vocabulary = config.SizeOrClass("vocab_size", 50368), width = config.SizeOrClass("hidden_size", 768),
            heads = config.SizeOrClass("num_attention_heads", 12), layers = config.SizeOrClass("num_hidden_layers", 22, CheckpointSizes.MaxLayers);
        if (width % heads != 0) throw config.Refuse("num_attention_heads", $"a divisor of hidden_size, {width}");
        if (width / heads % 2 != 0) throw config.Refuse("num_attention_heads", "a number of heads of even width");
        (RopeClass rope, RopeClass local) = Ropes(width / heads);
        return new()
        {
            VocabSize = vocabulary,
            HiddenSize = width,
            IntermediateSize = config.SizeOrClass("intermediate_size", 1152),
            Heads = heads,
            Windows = ReadWindows(config, layers),
            Rope = RopeReader.Read(config, rope),
            LocalRope = RopeReader.Read(config, local),
            Activation = ActivationFunction.Read(config, "hidden_activation", "gelu"),
            HeadActivation = ActivationFunction.Read(config, "classifier_activation", "gelu"),
            Biases = (config.Bool("attention_bias", false), config.Bool("mlp_bias", false), config.Bool("classifier_bias", false),
                config.Bool("decoder_bias", true), config.Bool("norm_bias", false)),
            TieWordEmbeddings = TiedWeights.Said(config) ?? true,
            NormEpsilon = config.Double("norm_eps", 1e-5),
            PadId = ids.PadId(vocabulary) ?? (vocabulary > 50283 ? 50283 : 0),
            EndIds = ids.EndIds(vocabulary),
        };
    }

    /// <summary>Reads a folder's files and compares sizes with the names and sizes of its checkpoint.</summary>
    /// <exception cref="InvalidDataException">As <see cref="Read"/>, or a size differs from the checkpoint's.</exception>
    internal static ModernBertConfig Checked(BackboneFiles files, IWeightSource weights)
    {
        ModernBertConfig result = Read(files.Config, files.Generation);
        const string table = "model.embeddings.tok_embeddings.weight", first = "model.layers.0";
        new CheckpointSizes(files.Config, weights)
            .Layers("num_hidden_layers", result.Windows.Count, i => $"model.layers.{i}.attn.Wo.weight")
            .Axis("vocab_size", result.VocabSize, table, 0)
            .Axis("hidden_size", result.HiddenSize, table, 1)
            .Axis("intermediate_size", result.IntermediateSize, $"{first}.mlp.Wo.weight", 1);
        (RopeClass rope, RopeClass local) = Ropes(result.HiddenSize / result.Heads);
        RopeReader.Note(files, (result.Rope, rope), (result.LocalRope, local));
        return result with { TieWordEmbeddings = new TiedWeights(files, weights).IsTied(true, "decoder.weight", table) };
    }

    /// <summary>Returns the rules of the rotary positions of layers without and with windows.</summary>
    public static (RopeClass All, RopeClass Local) Ropes(int headWidth) => (
        new(headWidth, 8192) { Layers = "full_attention", BaseSetting = "global_rope_theta", Theta = 160_000 },
        new(headWidth, 8192) { Layers = "sliding_attention", BaseSetting = "local_rope_theta" });

    /// <summary>Reads the windows: of the layers that <c>layer_types</c> names or, without it, all but the first of every three.</summary>
    private static IReadOnlyList<int?> ReadWindows(ConfigFile config, int layers)
    {
        int every = config.Size("global_attn_every_n_layers", 3), window = config.Size("local_attention", 128) / 2 + 1;
        IReadOnlyList<bool> local = AttentionWindows.Named(config, layers) ?? [.. Enumerable.Range(0, layers).Select(layer => layer % every != 0)];
        return [.. local.Select(isLocal => isLocal ? window : (int?)null)];
    }
}
