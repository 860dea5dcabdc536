namespace Kif.Models.Backbones;

/// <summary>The settings of a model's forward passes that do not depend on the batch.</summary>
/// <param name="BaseDropout">The rate of the backbone's own dropout.</param>
/// <param name="Checkpointing">Whether blocks are recomputed in the backward pass.</param>
internal readonly record struct Regime(double BaseDropout, bool Checkpointing);
