namespace Kif.Pipeline.Events;

/// <summary>The event that a run failed; the other runs of the comparison continue.</summary>
/// <param name="Message">The error message.</param>
public sealed record RunFailed(string Message) : RunEvent;
