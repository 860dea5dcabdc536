namespace Kif.Models.Backbones;

/// <summary>How a model trains, whatever the batch.</summary>
/// <param name="BaseDropout">Rate of the backbone's own dropout.</param>
/// <param name="Checkpointing">Whether blocks are computed again in the backward pass.</param>
internal readonly record struct Regime(double BaseDropout, bool Checkpointing);
