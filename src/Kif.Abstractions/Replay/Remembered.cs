namespace Kif;

/// <summary>An example in memory.</summary>
/// <param name="Id">Unique within a run, never used again.</param>
/// <param name="Task">The task that it came from.</param>
/// <param name="Example">The example.</param>
public sealed record Remembered(long Id, string Task, Example Example);
