using Kif.Pipeline.Events;

namespace Kif.Pipeline.Experiments;

/// <summary>A run of a plan.</summary>
/// <param name="Cell">Its 0-based index in the grid.</param>
/// <param name="Run">The run's key.</param>
/// <param name="Done">Whether it is done in the output folder.</param>
public sealed record PlannedRun(int Cell, RunKey Run, bool Done);
