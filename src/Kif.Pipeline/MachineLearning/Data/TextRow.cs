namespace Kif.Pipeline.MachineLearning.Data;

/// <summary>A row of a data view with the values that Kif uses.</summary>
/// <param name="Task">The task's name; null where the data has none.</param>
/// <param name="Example">The prompt and the expected answer.</param>
/// <param name="Answer">The given answer; null where it was not read.</param>
internal sealed record TextRow(string? Task, Example Example, string? Answer);
