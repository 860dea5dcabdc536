using Kif;
using Kif.Models;

namespace AspNet.KeepsLearning;

/// <summary>The section "Assistant" of appsettings.json.</summary>
public sealed class ServiceOptions
{
    /// <summary>A Hugging Face folder, a hub's name of a model in the cache, or "embedded".</summary>
    public string Model { get; set; } = CompareSettings.Embedded;

    /// <summary>The strategy by name.</summary>
    public string Strategy { get; set; } = "kif-lora";

    /// <summary>Where what was learned is kept. Another model or strategy needs another folder.</summary>
    public string Folder { get; set; } = "assistant";

    /// <summary>The most tokens of an answer. Default: 4 for the embedded model, 16 for others.</summary>
    public int? MaxNewTokens { get; set; }

    /// <summary>The share of a task's rows that are held out, to judge by; 0 for none, and then nothing is judged. Default: 0.2.</summary>
    public double HoldOut { get; set; } = 0.2;

    /// <summary>The points that a task may lose, and a new one must gain, for a new model to answer; see ShipGate.</summary>
    public GateTolerance Tolerance { get; set; } = new(Forget: 10, Gain: 0);

    /// <summary>Learning rate, epochs, batch size, … Default: those of "kif compare" for the model.</summary>
    public TrainingOptions? Training { get; set; }

    /// <summary>The adapter that is trained. Default: that of "kif compare" for the model.</summary>
    public LoraSettings? Lora { get; set; }
}
