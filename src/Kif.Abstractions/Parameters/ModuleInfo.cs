namespace Kif;

/// <summary>The module that a trainable tensor belongs to.</summary>
/// <param name="Path">Its path as Hugging Face spells it, e.g. <c>encoder.block.0.layer.0.SelfAttention.q</c>.</param>
/// <param name="Layer">The layer's number, counted from 0 within its stack; null outside layers.</param>
/// <param name="Heads">Number of attention heads that the output (or, for output projections, the input) splits into; null elsewhere.</param>
public sealed record ModuleInfo(string Path, int? Layer = null, int? Heads = null);
