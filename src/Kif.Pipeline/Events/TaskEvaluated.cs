namespace Kif.Pipeline.Events;

/// <summary>The event that a task was scored: a row of the performance matrix has a new cell.</summary>
/// <param name="After">Tasks learned so far; 0 for the untrained model.</param>
/// <param name="Task">The task scored.</param>
/// <param name="Score">The score in percent.</param>
public sealed record TaskEvaluated(int After, string Task, double Score) : RunEvent;
