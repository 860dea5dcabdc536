using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Output;

/// <summary>A comparison as it lies in a folder.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Description">What was asked, with which model, data and versions.</param>
/// <param name="Result">Its runs; unfinished ones are not among them.</param>
public sealed record SavedComparison(string Folder, RunDescription Description, ComparisonResult Result);
