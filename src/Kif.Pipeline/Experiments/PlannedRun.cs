using Kif.Pipeline.Events;

namespace Kif.Pipeline.Experiments;

/// <summary>A run of a plan.</summary>
/// <param name="Cell">Its place in the grid, from 0.</param>
/// <param name="Run">What it is.</param>
/// <param name="Done">Whether it is done in the output folder.</param>
public sealed record PlannedRun(int Cell, RunKey Run, bool Done);
