namespace Kif.Models;

/// <summary>The norms of a layer's parts.</summary>
internal enum NormPlacement
{
    /// <summary>Of the inputs of each part.</summary>
    Before,

    /// <summary>Of the outputs of each part, before they are added.</summary>
    After,

    /// <summary>Of inputs and outputs.</summary>
    Around,
}

/// <summary>The norms of queries and keys, before they are rotated.</summary>
internal enum HeadNorm
{
    /// <summary>None.</summary>
    None,

    /// <summary>Of each head by itself.</summary>
    EachHead,

    /// <summary>Of all heads of a token together.</summary>
    AllHeads,
}

/// <summary>
/// A model type of the LLaMA family: what its class in transformers computes differently, and the sizes that the class fills in where a file says nothing.
/// </summary>
internal sealed record LlamaFamily
{
    private const string AttentionBias = "attention_bias";

    private static readonly LlamaFamily[] All =
    [
        new("llama") { Biases = Said, FeedForwardBias = true },
        // transformers has no setting for the biases of Qwen2.
        new("qwen2")
        {
            Biases = _ => (true, false), VocabSize = 151936, IntermediateSize = 22016, Positions = 32768, Windows = WindowRule.FromLayer,
        },
        new("qwen3")
        {
            Biases = Said, VocabSize = 151936, IntermediateSize = 22016, Positions = 32768, HeadDim = 128, KeyValueHeads = 32,
            Windows = WindowRule.FromLayer, HeadNorm = HeadNorm.EachHead,
        },
        new("mistral") { IntermediateSize = 14336, Positions = 131072, KeyValueHeads = 8, Windows = WindowRule.EveryLayer },
        new("smollm3")
        {
            Biases = Said, FeedForwardBias = true, VocabSize = 128256, HiddenSize = 2048, Layers = 36, Heads = 16, KeyValueHeads = 4, Positions = 32768,
            Rope = new() { Theta = 2_000_000 }, Windows = WindowRule.Unrotated, Tied = true,
        },
        new("olmo2") { Biases = Said, VocabSize = 50304, NormEpsilon = 1e-5, Norms = NormPlacement.After, HeadNorm = HeadNorm.AllHeads },
        new("phi3")
        {
            VocabSize = 32064, HiddenSize = 3072, IntermediateSize = 8192, Positions = 4096, NormEpsilon = 1e-5, Fused = true,
            Rope = new() { Partial = true }, Windows = WindowRule.IfSaid,
        },
        Gemma("gemma2") with { VocabSize = 256000, Positions = 8192, Windows = WindowRule.EveryOther, ScoreCap = 50, LogitCap = 30 },
        Gemma("gemma3_text") with
        {
            VocabSize = 262208, Positions = 131072, HeadNorm = HeadNorm.EachHead, Windows = WindowRule.Pattern,
            Rope = new() { Layers = "full_attention", Theta = 1_000_000 },
            LocalRope = new() { Layers = "sliding_attention", BaseSetting = "rope_local_base_freq", Scales = false },
        },
    ];

    private LlamaFamily(string modelType) => ModelType = modelType;

    /// <summary>The <c>model_type</c>.</summary>
    public string ModelType { get; }

    /// <summary>Reads whether queries, keys and values have biases, and whether the attention's output has one. Default: none has.</summary>
    public Func<ConfigFile, (bool Projections, bool Output)> Biases { get; init; } = _ => (false, false);

    /// <summary>Whether the setting <c>mlp_bias</c> counts. Default: false.</summary>
    public bool FeedForwardBias { get; init; }

    /// <summary>The norms of queries and keys. Default: none.</summary>
    public HeadNorm HeadNorm { get; init; }

    /// <summary>The norms of a layer's parts. Default: before.</summary>
    public NormPlacement Norms { get; init; }

    /// <summary>Which layers attend to a window. Default: none.</summary>
    public WindowRule Windows { get; init; }

    /// <summary>Whether queries, keys and values are one map, and so are gate and inner layer. Default: false.</summary>
    public bool Fused { get; init; }

    /// <summary>
    /// Whether it is a Gemma: gains of norms are stored minus one, embeddings of tokens are scaled by the root of the width, scores by a setting, scores and
    /// logits may have caps, and the activation has another name and default. Default: false.
    /// </summary>
    public bool IsGemma { get; init; }

    /// <summary>The cap of attention scores where the file says none; null for none.</summary>
    public double? ScoreCap { get; init; }

    /// <summary>The cap of logits where the file says none; null for none.</summary>
    public double? LogitCap { get; init; }

    /// <summary>Whether the head is the embedding where the file does not say so. Default: false.</summary>
    public bool Tied { get; init; }

    /// <summary>The rotary positions of all layers, or of those without windows; head width and longest text are filled in.</summary>
    public RopeClass Rope { get; init; } = new();

    /// <summary>Those of layers with windows; null if they have no others.</summary>
    public RopeClass? LocalRope { get; init; }

    /// <summary>ε of the norms. Default: 1e-6.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>The number of tokens. Default: 32000.</summary>
    public int VocabSize { get; init; } = 32000;

    /// <summary>The width of the hidden state. Default: 4096.</summary>
    public int HiddenSize { get; init; } = 4096;

    /// <summary>The width of the feed-forward layers. Default: 11008.</summary>
    public int IntermediateSize { get; init; } = 11008;

    /// <summary>The number of layers. Default: 32.</summary>
    public int Layers { get; init; } = 32;

    /// <summary>The number of attention heads. Default: 32.</summary>
    public int Heads { get; init; } = 32;

    /// <summary>The longest text. Default: 2048.</summary>
    public int Positions { get; init; } = 2048;

    /// <summary>The width of a head; null for the hidden width divided by the number of heads.</summary>
    public int? HeadDim { get; init; }

    /// <summary>The number of key and value heads; null for the number of heads.</summary>
    public int? KeyValueHeads { get; init; }

    /// <summary>Finds a model type; null if it is none of the family.</summary>
    public static LlamaFamily? Find(string? modelType) => All.FirstOrDefault(family => family.ModelType == modelType);

    /// <summary>Returns the model type of a configuration; LLaMA itself if it names none.</summary>
    /// <exception cref="InvalidDataException">It is of another family.</exception>
    public static LlamaFamily Of(ConfigFile config) =>
        Find(config.String("model_type", "llama")) ?? throw config.RefuseName("model_type", All.Select(f => f.ModelType));

    /// <summary>Returns the rotary positions of all layers, or of those without windows, and of those with windows if they have others.</summary>
    /// <param name="headWidth">The width of a head.</param>
    public (RopeClass All, RopeClass? Local) Ropes(int headWidth) => (
        Rope with { HeadWidth = headWidth, Positions = Positions },
        LocalRope is { } local ? local with { HeadWidth = headWidth, Positions = Positions } : null);

    private static LlamaFamily Gemma(string modelType) => new(modelType)
    {
        Biases = Said, HiddenSize = 2304, IntermediateSize = 9216, Layers = 26, Heads = 8, KeyValueHeads = 4, HeadDim = 256,
        Norms = NormPlacement.Around, IsGemma = true, Tied = true,
    };

    private static (bool, bool) Said(ConfigFile config)
    {
        bool bias = config.Bool(AttentionBias, false);
        return (bias, bias);
    }
}
