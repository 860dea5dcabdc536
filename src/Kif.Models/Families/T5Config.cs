using System.Text.Json.Nodes;

namespace Kif.Models;

/// <summary>The configuration of a T5 model: v1.0, v1.1 and Flan.</summary>
internal sealed record T5Config
{
    /// <summary>The setting of <see cref="ScalesOutputs"/>.</summary>
    internal const string ScalingSetting = "scale_decoder_outputs";

    private readonly bool? scales;
    private readonly int? answerStart;

    /// <summary>The number of rows of the embedding.</summary>
    public required int VocabSize { get; init; }

    /// <summary>The width of the hidden state (<c>d_model</c>).</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The width of one attention head (<c>d_kv</c>).</summary>
    public required int HeadDim { get; init; }

    /// <summary>The width of the feed-forward layers (<c>d_ff</c>).</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>The number of encoder blocks.</summary>
    public required int EncoderLayers { get; init; }

    /// <summary>The number of decoder blocks.</summary>
    public required int DecoderLayers { get; init; }

    /// <summary>The number of attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>The kind of feed-forward layer, as in the file: <c>relu</c>, <c>gated-gelu</c>, … Default: <c>relu</c>.</summary>
    public string FeedForward { get; init; } = "relu";

    /// <summary>Whether the head shares the embedding's weights. Default: true.</summary>
    public bool TieWordEmbeddings { get; init; } = true;

    /// <summary>Whether states are scaled by width^(−1/2) before the head. Default: exactly with a shared head.</summary>
    public bool ScalesOutputs { get => scales ?? TieWordEmbeddings; init => scales = value; }

    /// <summary>Whether the encoder has an embedding of its own. Default: false.</summary>
    public bool OwnEncoderEmbedding { get; init; }

    /// <summary>Whether the decoder has an embedding of its own. Default: false.</summary>
    public bool OwnDecoderEmbedding { get; init; }

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

    /// <summary>The first decoder input of answers, which the generation's file may set apart. Default: <see cref="DecoderStartId"/>.</summary>
    public int AnswerStartId { get => answerStart ?? DecoderStartId; init => answerStart = value; }

    /// <summary>The ids that end a generation. Default: 1.</summary>
    public IReadOnlyList<int> EndIds { get; init; } = [1];

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <param name="config">The file.</param>
    /// <param name="generation"><c>generation_config.json</c>, whose end and start ids take precedence; null if there is no such file.</param>
    /// <exception cref="InvalidDataException">A setting is missing or wrong; the message names it.</exception>
    public static T5Config Read(ConfigFile config, ConfigFile? generation = null)
    {
        UnsupportedConfigSettings.Refuse(config, "is_decoder");
        AttentionWindows.Refuse(config);
        config = config.Mapped(("hidden_size", "d_model"), ("num_attention_heads", "num_heads"), ("num_hidden_layers", "num_layers"), ("head_dim", "d_kv"));
        config.RefuseNull(
            "is_encoder_decoder", "feed_forward_proj", "layer_norm_epsilon", "relative_attention_num_buckets", "relative_attention_max_distance");
        if (!config.Bool("is_encoder_decoder", true)) throw config.Refuse("is_encoder_decoder", "true: an encoder alone gives no answers");
        var ids = GenerationSettings.Read(config, generation);
        int vocabulary = config.SizeOrClass("vocab_size", 32128), pad = ids.PadId(vocabulary) ?? 0, buckets = config.Size("relative_attention_num_buckets", 32);
        (int start, int answer) = (ids.TrainingStartId ?? pad, ids.StartId ?? pad);
        ids.CheckStarts(vocabulary);
        if (buckets < 4) throw config.Refuse("relative_attention_num_buckets", "4 or more");
        if (config.Size("relative_attention_max_distance", 128) <= buckets / 2)
            throw config.Refuse("relative_attention_max_distance", $"more than half the buckets, {buckets / 2}");
        int layers = config.SizeOrClass("num_layers", 6, CheckpointSizes.MaxLayers);
        return new()
        {
            VocabSize = vocabulary,
            HiddenSize = config.SizeOrClass("d_model", 512),
            HeadDim = config.SizeOrClass("d_kv", 64),
            IntermediateSize = config.SizeOrClass("d_ff", 2048),
            EncoderLayers = layers,
            DecoderLayers = config.Has("num_decoder_layers") ? config.SizeUpTo(CheckpointSizes.MaxLayers, "num_decoder_layers") : layers,
            Heads = config.SizeOrClass("num_heads", 8),
            FeedForward = T5Activation.Read(config),
            TieWordEmbeddings = TiedWeights.Said(config) ?? true,
            ScalesOutputs = Scales(config),
            Buckets = buckets,
            MaxDistance = config.Size("relative_attention_max_distance", 128),
            NormEpsilon = config.Double("layer_norm_epsilon", 1e-6),
            PadId = pad,
            DecoderStartId = start,
            AnswerStartId = answer,
            EndIds = ids.EndIds(vocabulary) is { Count: > 0 } ends ? ends : [1],
        };
    }

    /// <summary>Whether outputs are scaled: as the file says, else unless <c>tie_word_embeddings</c> is false.</summary>
    internal static bool Scales(ConfigFile config) => config.Has(ScalingSetting) ? config.Bool(ScalingSetting) : TiedWeights.Said(config) != false;

    /// <summary>Reads a folder's files and compares sizes with the names and sizes of its checkpoint.</summary>
    /// <exception cref="InvalidDataException">As <see cref="Read"/>, or a size differs from the checkpoint's.</exception>
    internal static T5Config Checked(BackboneFiles files)
    {
        T5Config result = Read(files.Config, files.Generation);
        const string first = "encoder.block.0.layer", attention = $"{first}.0.SelfAttention";
        string table = T5Tied.Table(files.Weights);
        string wide = result.FeedForward.StartsWith("gated-", StringComparison.Ordinal) ? "wi_0" : "wi";
        new CheckpointSizes(files.Config, files.Weights)
            .Layers("num_layers", result.EncoderLayers, i => $"encoder.block.{i}.layer.0.layer_norm.weight")
            .Layers("num_decoder_layers", result.DecoderLayers, i => $"decoder.block.{i}.layer.0.layer_norm.weight")
            .Axis("vocab_size", result.VocabSize, table, 0)
            .Axis("d_model", result.HiddenSize, table, 1)
            .Axis("d_ff", result.IntermediateSize, $"{first}.1.DenseReluDense.{wide}.weight", 0)
            .Axis("relative_attention_num_buckets", result.Buckets, $"{attention}.relative_attention_bias.weight", 0)
            .Axis("num_heads", result.Heads, $"{attention}.relative_attention_bias.weight", 1)
            .Axis("d_kv", (long)result.Heads * result.HeadDim, $"{attention}.q.weight", 0, "num_heads · d_kv");
        return T5Tied.Read(files, result);
    }
}

/// <summary>Writes the configuration of a T5 model in the form of Hugging Face's <c>config.json</c>.</summary>
internal static class T5ConfigFile
{
    /// <summary>Converts a configuration to the root of the file; <see cref="T5Config.Read"/> reads the same configuration back.</summary>
    public static JsonObject ToJson(T5Config config) => new()
    {
        ["architectures"] = new JsonArray("T5ForConditionalGeneration"),
        ["model_type"] = "t5",
        ["is_encoder_decoder"] = true,
        ["vocab_size"] = config.VocabSize,
        ["d_model"] = config.HiddenSize,
        ["d_kv"] = config.HeadDim,
        ["d_ff"] = config.IntermediateSize,
        ["num_layers"] = config.EncoderLayers,
        ["num_decoder_layers"] = config.DecoderLayers,
        ["num_heads"] = config.Heads,
        ["feed_forward_proj"] = config.FeedForward,
        [TiedWeights.Setting] = config.TieWordEmbeddings,
        [T5Config.ScalingSetting] = config.ScalesOutputs,
        ["relative_attention_num_buckets"] = config.Buckets,
        ["relative_attention_max_distance"] = config.MaxDistance,
        ["layer_norm_epsilon"] = config.NormEpsilon,
        ["dropout_rate"] = 0.1,
        ["initializer_factor"] = 1.0,
        ["pad_token_id"] = config.PadId,
        ["decoder_start_token_id"] = config.DecoderStartId,
        ["eos_token_id"] = config.EndIds.Count == 1 ? config.EndIds[0] : new JsonArray([.. config.EndIds.Select(id => (JsonNode)id)]),
    };
}

/// <summary>The kinds of feed-forward layers: an activation function, or <c>gated-</c> and one.</summary>
internal static class T5Activation
{
    private const string Gated = "gated-";

    /// <summary>Finds the function of a <c>feed_forward_proj</c> setting. <c>gated-gelu</c> is the approximation by tanh, as in the published models.</summary>
    /// <exception cref="ArgumentException">There is no function of that name.</exception>
    public static Func<Tensor, Tensor> Named(string name) => ActivationFunction.Named(Function(name));

    /// <summary>Reads and checks the <c>feed_forward_proj</c> of a configuration. The additional settings of newer files must agree with it.</summary>
    /// <exception cref="InvalidDataException">There is no function of that name, or <c>is_gated_act</c> or <c>dense_act_fn</c> contradicts it.</exception>
    public static string Read(ConfigFile config)
    {
        string name = config.String("feed_forward_proj", "relu")!, function = Function(name);
        if (!ActivationFunction.Names.Contains(function))
            throw config.RefuseName("feed_forward_proj", ActivationFunction.Names.SelectMany(n => new[] { n, Gated + n }));
        bool gated = name.StartsWith(Gated, StringComparison.Ordinal);
        if (config.Bool("is_gated_act", gated) != gated)
            throw config.Refuse("is_gated_act", $"{(gated ? "true" : "false")}, since feed_forward_proj is '{name}'");
        if (config.String("dense_act_fn", function) != function) throw config.Refuse("dense_act_fn", $"'{function}', since feed_forward_proj is '{name}'");
        return name;
    }

    private static string Function(string name) =>
        name == "gated-gelu" ? "gelu_new" : name.StartsWith(Gated, StringComparison.Ordinal) ? name[Gated.Length..] : name;
}
