namespace Kif;

/// <summary>What a fusion did, for reports: one number per unit in each list.</summary>
/// <param name="Task">The task just learnt.</param>
/// <param name="Units">Names of the units.</param>
/// <param name="Current">Normalised scores of the task just learnt.</param>
/// <param name="Accumulated">Normalised accumulated scores of earlier tasks; empty on the first task.</param>
/// <param name="Coefficients">Weight of the current model; empty on the first task.</param>
public sealed record FusionExplanation(
    string Task, IReadOnlyList<string> Units, IReadOnlyList<double> Current, IReadOnlyList<double> Accumulated, IReadOnlyList<double> Coefficients);
