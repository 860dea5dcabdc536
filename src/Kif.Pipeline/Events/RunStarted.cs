namespace Kif.Pipeline.Events;

/// <summary>The event that a run begins or resumes.</summary>
/// <param name="TrainedParameters">Elements of the flat parameter vector.</param>
public sealed record RunStarted(long TrainedParameters) : RunEvent
{
    /// <summary>Whether it resumes from where it was stopped. Default: no.</summary>
    public bool Resumed { get; init; }
}
