namespace Kif.Pipeline.Progress;

/// <summary>A snapshot of a strategy: its line of the table so far.</summary>
/// <param name="Strategy">Its name.</param>
/// <param name="Planned">Runs of the grid.</param>
/// <param name="Done">Finished runs, of this call or an earlier one.</param>
/// <param name="Failed">Runs that failed.</param>
/// <param name="AveragePerformance">Mean AP of the runs done; NaN if there are none.</param>
/// <param name="Forgetting">Their mean forgetting; NaN if there is none.</param>
public sealed record StrategyStanding(string Strategy, int Planned, int Done, int Failed, double AveragePerformance, double Forgetting);
