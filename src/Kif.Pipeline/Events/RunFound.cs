namespace Kif.Pipeline.Events;

/// <summary>The event that a run was done by an earlier call and is in the output folder; it is not repeated.</summary>
/// <param name="Matrix">Its performance matrix.</param>
/// <param name="Seconds">Wall time of its training in seconds.</param>
public sealed record RunFound(PerformanceMatrix Matrix, double Seconds) : RunEvent;
