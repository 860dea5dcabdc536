namespace Kif.Strategies;

/// <summary>Options of the buffer that keeps what the model is least sure of.</summary>
public sealed class MostUncertainBufferOptions : ReplayBufferOptions
{
    /// <summary>What is compared. Default: entropy.</summary>
    public UncertaintyMeasure Measure { get; set; }
}
