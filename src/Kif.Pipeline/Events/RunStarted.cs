namespace Kif.Pipeline.Events;

/// <summary>A run begins, or goes on.</summary>
/// <param name="TrainedParameters">Entries of the flat vector.</param>
public sealed record RunStarted(long TrainedParameters) : RunEvent
{
    /// <summary>Whether it goes on from where it was stopped. Default: no.</summary>
    public bool Resumed { get; init; }
}
