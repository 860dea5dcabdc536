namespace Kif.Models;

/// <summary>
/// A model type of the LLaMA family: what its class in transformers computes differently, and the sizes that the class fills in where a file says nothing.
/// </summary>
internal sealed record LlamaFamily
{
    private const string AttentionBias = "attention_bias";

    private static readonly LlamaFamily[] All =
    [
        new("llama") { Biases = config => Both(config.Bool(AttentionBias, false)) },
        // transformers has no setting for the biases of Qwen2.
        new("qwen2")
        {
            Biases = _ => (true, false), VocabSize = 151936, IntermediateSize = 22016, Positions = 32768,
            Windows = WindowRule.FromLayer, FeedForwardBias = false,
        },
        new("qwen3")
        {
            Biases = config => Both(config.Bool(AttentionBias, false)), VocabSize = 151936, IntermediateSize = 22016, Positions = 32768, HeadDim = 128,
            KeyValueHeads = 32, Windows = WindowRule.FromLayer, FeedForwardBias = false, NormalizesHeads = true,
        },
        new("mistral")
        {
            Biases = _ => (false, false), IntermediateSize = 14336, Positions = 131072, KeyValueHeads = 8, Windows = WindowRule.EveryLayer,
            FeedForwardBias = false,
        },
    ];

    private LlamaFamily(string modelType) => ModelType = modelType;

    /// <summary>The <c>model_type</c>.</summary>
    public string ModelType { get; }

    /// <summary>Reads whether queries, keys and values have biases, and whether the attention's output has one.</summary>
    public required Func<ConfigFile, (bool Projections, bool Output)> Biases { get; init; }

    /// <summary>Whether the setting <c>mlp_bias</c> counts. Default: true.</summary>
    public bool FeedForwardBias { get; init; } = true;

    /// <summary>Whether each head's queries and keys are normalized before they are rotated. Default: false.</summary>
    public bool NormalizesHeads { get; init; }

    /// <summary>Which layers attend to a window. Default: none.</summary>
    public WindowRule Windows { get; init; }

    /// <summary>The number of tokens. Default: 32000.</summary>
    public int VocabSize { get; init; } = 32000;

    /// <summary>The width of the feed-forward layers. Default: 11008.</summary>
    public int IntermediateSize { get; init; } = 11008;

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

    private static (bool, bool) Both(bool bias) => (bias, bias);
}
