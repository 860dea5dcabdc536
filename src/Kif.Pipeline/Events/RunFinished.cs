namespace Kif.Pipeline.Events;

/// <summary>The event that a run is finished.</summary>
/// <param name="Matrix">Its performance matrix.</param>
/// <param name="Seconds">Wall time of its training in seconds.</param>
public sealed record RunFinished(PerformanceMatrix Matrix, double Seconds) : RunEvent;
