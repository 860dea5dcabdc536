using Kif;

namespace AspNet.KeepsLearning;

/// <summary>The section "Assistant" of appsettings.json.</summary>
public sealed class AssistantOptions
{
    /// <summary>A Hugging Face folder, a hub's name of a model in the cache, or "embedded".</summary>
    public string Model { get; set; } = CompareSettings.Embedded;

    /// <summary>The strategy by name.</summary>
    public string Strategy { get; set; } = "kif-lora";

    /// <summary>Where what was learned is kept. Another model or strategy needs another folder.</summary>
    public string Folder { get; set; } = "assistant";

    /// <summary>The most tokens of an answer. Default: 4 for the embedded model, 16 for others.</summary>
    public int? MaxNewTokens { get; set; }

    /// <summary>Learning rate, epochs, batch size, … Default: those of "kif compare" for the model.</summary>
    public TrainingOptions? Training { get; set; }

    /// <summary>The adapter that is trained. Default: that of "kif compare" for the model.</summary>
    public LoraSettings? Lora { get; set; }
}
