namespace Kif.Strategies;

/// <summary>The decision of a fusion: one number per unit in each list.</summary>
/// <param name="Current">Normalized scores of the task just learned.</param>
/// <param name="Accumulated">Normalized accumulated scores of earlier tasks.</param>
/// <param name="Coefficients">Weight of the current model.</param>
internal sealed record FusionDecision(IReadOnlyList<double> Current, IReadOnlyList<double> Accumulated, IReadOnlyList<double> Coefficients);
