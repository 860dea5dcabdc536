namespace Kif.Pipeline.Events;

/// <summary>The event that a task's training begins.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Index">Its 0-based position in the stream.</param>
/// <param name="PlannedSteps">Planned optimizer steps, without phases.</param>
public sealed record TaskStarted(string Task, int Index, int PlannedSteps) : RunEvent;
