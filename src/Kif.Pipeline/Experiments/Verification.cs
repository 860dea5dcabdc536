namespace Kif.Pipeline.Experiments;

/// <summary>The outcome of checking a folder against itself and against data and model, where they are available.</summary>
/// <param name="Runs">Number of runs checked.</param>
/// <param name="Findings">The discrepancies; empty if there are none.</param>
/// <param name="Unchecked">The checks that were not possible, with reasons.</param>
public sealed record Verification(int Runs, IReadOnlyList<Finding> Findings, IReadOnlyList<string> Unchecked);
