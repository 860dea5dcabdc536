using System.Text.Json.Serialization;

namespace Kif.Pipeline.Evaluation;

/// <summary>One answer to a test example.</summary>
/// <param name="After">Number of tasks learned when it was given; 0 for the untrained model.</param>
/// <param name="Task">The task of the example.</param>
/// <param name="Id">The example's id.</param>
/// <param name="Reference">The expected answer; the first if several are correct.</param>
/// <param name="Answer">The given answer.</param>
public sealed record Prediction(int After, string Task, string Id, string Reference, string Answer)
{
    /// <summary>All expected answers if several are correct; null if there is one. Default: null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? References { get; init; }
}
