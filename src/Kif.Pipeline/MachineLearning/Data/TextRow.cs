namespace Kif.Pipeline.MachineLearning.Data;

/// <summary>A row of a data view as Kif sees it.</summary>
/// <param name="Task">Name of its task; null where the data name none.</param>
/// <param name="Example">What is asked and wanted.</param>
/// <param name="Answer">The given answer; null where it was not asked for.</param>
internal sealed record TextRow(string? Task, Example Example, string? Answer);
