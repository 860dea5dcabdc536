namespace Kif.Strategies;

/// <summary>Options of the most-uncertain buffer.</summary>
public sealed class MostUncertainBufferOptions : ReplayBufferOptions
{
    /// <summary>The uncertainty measure. Default: entropy.</summary>
    public UncertaintyMeasure Measure { get; set; }
}
