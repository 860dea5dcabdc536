namespace Kif.Pipeline.Events;

/// <summary>One strategy begins with one seed.</summary>
/// <param name="TrainedParameters">Entries of the flat vector.</param>
public sealed record RunStarted(long TrainedParameters) : RunEvent;
