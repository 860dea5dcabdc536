namespace Kif;

/// <summary>The weights that a strategy trains.</summary>
public enum TrainedWeights
{
    /// <summary>A LoRA adapter; the base stays frozen.</summary>
    Adapter,

    /// <summary>Every weight of the model.</summary>
    All,
}
