namespace Kif;

/// <summary>
/// The outcome of a fusion: the current task's coefficient per unit (1 takes the new weights, 0 keeps the old ones), or whole weights where
/// coefficients can't express it. Coefficients can be applied, plotted and explained.
/// </summary>
/// <param name="Coefficients">Weight of the current model per unit, each in [0, 1].</param>
/// <param name="Weights">The fused weights when they are more than an interpolation; usually null. Owned by the receiver.</param>
public sealed record Fusion(IReadOnlyList<double> Coefficients, Tensor? Weights = null);
