namespace Kif.Pipeline.Events;

/// <summary>The event that a run was stopped and saved; the next call resumes it.</summary>
public sealed record RunPaused : RunEvent;
