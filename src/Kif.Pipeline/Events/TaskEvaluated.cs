namespace Kif.Pipeline.Events;

/// <summary>A row of the performance matrix has a new cell.</summary>
/// <param name="After">Tasks learnt so far; 0 for the untrained model.</param>
/// <param name="Task">The task scored.</param>
/// <param name="Score">Percent.</param>
public sealed record TaskEvaluated(int After, string Task, double Score) : RunEvent;
