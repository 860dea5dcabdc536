using System.Text.Json.Serialization;

namespace Kif;

/// <summary>What a fusion did, for reports: one number per unit in each list.</summary>
/// <param name="Task">The task just learnt.</param>
/// <param name="Units">Names of the units.</param>
/// <param name="Current">Normalised scores of the task just learnt.</param>
/// <param name="Accumulated">Normalised accumulated scores of earlier tasks; empty on the first task.</param>
/// <param name="Coefficients">Weight of the current model; empty on the first task.</param>
public sealed record FusionExplanation(
    string Task, IReadOnlyList<string> Units, IReadOnlyList<double> Current, IReadOnlyList<double> Accumulated, IReadOnlyList<double> Coefficients)
{
    /// <summary>
    /// Number of units behind the lists where there are too many to list: <see cref="Units"/> then names trainable tensors, and the numbers are means over the
    /// tensors' entries. Null where the lists have one number per unit.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? SummaryOf { get; init; }
}
