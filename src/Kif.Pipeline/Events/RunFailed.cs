namespace Kif.Pipeline.Events;

/// <summary>A run has failed; the others of the comparison go on.</summary>
/// <param name="Message">What went wrong.</param>
public sealed record RunFailed(string Message) : RunEvent;
