namespace Kif.Pipeline.Experiments;

/// <summary>The outcome of checking a folder against itself and against data and model, where they are at hand.</summary>
/// <param name="Runs">Runs checked.</param>
/// <param name="Findings">What does not fit; empty where all does.</param>
/// <param name="Unchecked">What could not be checked, and why.</param>
public sealed record Verification(int Runs, IReadOnlyList<Finding> Findings, IReadOnlyList<string> Unchecked);
