namespace Kif.Models;

/// <summary>Options of a <see cref="LanguageModel"/>.</summary>
public sealed record LanguageModelOptions
{
    /// <summary>
    /// Rate of the backbone's own dropout during training (T5: embeddings, attention weights, feed-forward, residual branches and the last norms), in steps
    /// of 1/256. Default: 0, whatever the configuration says; LoRA's dropout is a setting of LoRA.
    /// </summary>
    public double BaseDropout { get; init; }

    /// <summary>Whether blocks are recomputed in the backward pass instead of keeping their activations: less memory, more time. Default: no.</summary>
    public bool Checkpointing { get; init; }

    /// <summary>Whether the backbone stays alive when the last model on it is disposed. Default: no.</summary>
    public bool KeepsBackbone { get; init; }
}
