using System.Text.Json.Serialization;

namespace Kif;

/// <summary>The explanation of a fusion, for reports: one number per unit in each list.</summary>
/// <param name="Task">The task just learned.</param>
/// <param name="Units">Names of the units.</param>
/// <param name="Current">Normalized scores of the task just learned.</param>
/// <param name="Accumulated">Normalized accumulated scores of earlier tasks; empty on the first task.</param>
/// <param name="Coefficients">Weight of the current model; empty on the first task.</param>
public sealed record FusionExplanation(
    string Task, IReadOnlyList<string> Units, IReadOnlyList<double> Current, IReadOnlyList<double> Accumulated, IReadOnlyList<double> Coefficients)
{
    /// <summary>
    /// The number of units summarized by the lists where there are too many to list: <see cref="Units"/> then names trainable tensors, with means over the
    /// tensors' elements. Null where the lists have one number per unit.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? SummaryOf { get; init; }
}
