namespace Kif.Pipeline.Events;

/// <summary>One strategy has finished with one seed.</summary>
/// <param name="Matrix">Its performance matrix.</param>
/// <param name="Seconds">Wall time.</param>
public sealed record RunFinished(PerformanceMatrix Matrix, double Seconds) : RunEvent;
