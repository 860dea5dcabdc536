namespace Kif.Models;

/// <summary>What the attention of one layer sees of a text, and how it tells positions.</summary>
/// <param name="Window">
/// The number of tokens that a token attends to on a side, its own included; null for all. Causal models have one side, others two.
/// </param>
/// <param name="Rotary">The positions that rotate queries and keys; null for none.</param>
internal readonly record struct LayerView(int? Window, RotaryPositions? Rotary);
