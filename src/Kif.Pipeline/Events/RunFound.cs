namespace Kif.Pipeline.Events;

/// <summary>A run was done by an earlier call and lies in the output folder; it is not run again.</summary>
/// <param name="Matrix">Its performance matrix.</param>
/// <param name="Seconds">Wall time of its training.</param>
public sealed record RunFound(PerformanceMatrix Matrix, double Seconds) : RunEvent;
