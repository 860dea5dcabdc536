using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>The configuration of a BERT model with its masked-language-model head.</summary>
internal sealed record BertConfig
{
    /// <summary>The number of rows of the embedding.</summary>
    public required int VocabSize { get; init; }

    /// <summary>The width of the hidden state (<c>hidden_size</c>).</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The width of the feed-forward layers (<c>intermediate_size</c>).</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>The number of layers.</summary>
    public required int Layers { get; init; }

    /// <summary>The number of attention heads, a divisor of <see cref="HiddenSize"/>.</summary>
    public required int Heads { get; init; }

    /// <summary>The most tokens of a text: the number of learned positions.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>The number of segments (token types). Default: 2.</summary>
    public int Segments { get; init; } = 2;

    /// <summary>The activation function by Hugging Face's name. Default: <c>gelu</c>.</summary>
    public string Activation { get; init; } = "gelu";

    /// <summary>Whether the head shares the embedding's weights. Default: true.</summary>
    public bool TieWordEmbeddings { get; init; } = true;

    /// <summary>ε of the norms. Default: 1e-12.</summary>
    public double NormEpsilon { get; init; } = 1e-12;

    /// <summary>The id that pads rows, and places after the end of an answer. Default: 0.</summary>
    public int PadId { get; init; }

    /// <summary>
    /// The ids that end an answer, in addition to <see cref="PadId"/>. BERT's files usually name none; the example encoder knows the separator.
    /// </summary>
    public IReadOnlyList<int> EndIds { get; init; } = [];

    /// <summary>Reads <c>config.json</c>. Dropout rates are not taken from it.</summary>
    /// <param name="config">The file.</param>
    /// <param name="generation"><c>generation_config.json</c>, whose end ids take precedence; null if there is no such file.</param>
    /// <exception cref="InvalidDataException">A setting is missing, wrong or unsupported; the message names it.</exception>
    public static BertConfig Read(ConfigFile config, ConfigFile? generation = null)
    {
        UnsupportedConfigSettings.Refuse(config, "is_decoder", "is_encoder_decoder");
        AttentionWindows.Refuse(config);
        config.RefuseNull("hidden_act", "layer_norm_eps", "type_vocab_size", "position_embedding_type");
        if (config.String("position_embedding_type", "absolute") != "absolute") throw config.Refuse("position_embedding_type", "'absolute'");
        var ids = GenerationSettings.Read(config, generation);
        int vocabulary = config.SizeOrClass("vocab_size", 30522), width = config.SizeOrClass("hidden_size", 768),
            heads = config.SizeOrClass("num_attention_heads", 12);
        if (width % heads != 0) throw config.Refuse("num_attention_heads", $"a divisor of hidden_size, {width}");
        if (config.Int("embedding_size", width) != width) throw config.Refuse("embedding_size", $"hidden_size, {width}");
        return new()
        {
            VocabSize = vocabulary,
            HiddenSize = width,
            IntermediateSize = config.SizeOrClass("intermediate_size", 3072),
            Layers = config.SizeOrClass("num_hidden_layers", 12, CheckpointSizes.MaxLayers),
            Heads = heads,
            MaxPositions = config.SizeOrClass("max_position_embeddings", 512),
            Segments = config.Size("type_vocab_size", 2),
            Activation = ActivationFunction.Read(config, "hidden_act", "gelu"),
            TieWordEmbeddings = TiedWeights.Said(config) ?? true,
            NormEpsilon = config.Double("layer_norm_eps", 1e-12),
            PadId = ids.PadId(vocabulary) ?? 0,
            EndIds = ids.EndIds(vocabulary),
        };
    }

    /// <summary>Reads a folder's files and compares sizes with the names and sizes of its checkpoint.</summary>
    /// <exception cref="InvalidDataException">As <see cref="Read"/>, or a size differs from the checkpoint's.</exception>
    internal static BertConfig Checked(BackboneFiles files, IWeightSource weights)
    {
        BertConfig result = Read(files.Config, files.Generation);
        const string embeddings = "bert.embeddings";
        new CheckpointSizes(files.Config, weights)
            .Layers("num_hidden_layers", result.Layers, i => $"bert.encoder.layer.{i}.output.dense.weight")
            .Axis("vocab_size", result.VocabSize, $"{embeddings}.word_embeddings.weight", 0)
            .Axis("hidden_size", result.HiddenSize, $"{embeddings}.word_embeddings.weight", 1)
            .Axis("max_position_embeddings", result.MaxPositions, $"{embeddings}.position_embeddings.weight", 0)
            .Axis("type_vocab_size", result.Segments, $"{embeddings}.token_type_embeddings.weight", 0)
            .Axis("intermediate_size", result.IntermediateSize, "bert.encoder.layer.0.intermediate.dense.weight", 0);
        if (new TiedWeights(files, files.Weights).Differ(BertWeights.DecoderBias, BertWeights.HeadBias))
            GenerationNotes.Add(files, "bias of the head (stored twice, with other numbers)", $"takes {BertWeights.DecoderBias}", BertWeights.HeadBias);
        bool tied = new TiedWeights(files, weights).IsTied(true, "cls.predictions.decoder.weight", $"{embeddings}.word_embeddings.weight");
        return result with { TieWordEmbeddings = tied };
    }
}

/// <summary>The names of weights in published BERT checkpoints.</summary>
internal static partial class BertWeights
{
    /// <summary>The bias of the head, and its copy, which counts if both are stored.</summary>
    public const string HeadBias = "cls.predictions.bias", DecoderBias = "cls.predictions.decoder.bias";

    private const string Prefix = "bert.";

    /// <summary>Wraps a checkpoint to find weights by current names: the oldest files name a norm's gain and bias gamma and beta, or lack the prefix.</summary>
    public static IWeightSource Named(IWeightSource source) => new RenamedWeights(source, Names);

    /// <summary>Whether a name belongs to an unused part: the pooler, the head for next-sentence prediction, the position ids.</summary>
    public static bool MayRemain(string name) => Unused().IsMatch(name);

    private static IEnumerable<string> Names(string name) => name == HeadBias ? [DecoderBias, HeadBias] : [name, .. OtherNames(name)];

    private static IEnumerable<string> OtherNames(string name)
    {
        string? bare = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : null;
        foreach (string? known in new[] { bare, Old(name), bare is null ? null : Old(bare) })
            if (known is not null) yield return known;
    }

    private static string? Old(string name) => name.Contains(".LayerNorm.", StringComparison.Ordinal)
        ? name.Replace(".LayerNorm.weight", ".LayerNorm.gamma", StringComparison.Ordinal)
            .Replace(".LayerNorm.bias", ".LayerNorm.beta", StringComparison.Ordinal)
        : null;

    [GeneratedRegex(@"^(bert\.)?(embeddings\.(position_ids|token_type_ids)|pooler\.dense\.(weight|bias))$|^cls\.seq_relationship\.(weight|bias)$")]
    private static partial Regex Unused();
}
