namespace Kif.Strategies;

/// <summary>What a fusion decided: one number per unit in each list.</summary>
/// <param name="Current">Normalised scores of the task just learnt.</param>
/// <param name="Accumulated">Normalised accumulated scores of earlier tasks.</param>
/// <param name="Coefficients">Weight of the current model.</param>
internal sealed record FusionDecision(IReadOnlyList<double> Current, IReadOnlyList<double> Accumulated, IReadOnlyList<double> Coefficients);
