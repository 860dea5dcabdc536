namespace Kif;

/// <summary>An example in the replay buffer.</summary>
/// <param name="Id">The id, unique within a run and never reused.</param>
/// <param name="Task">The task it came from.</param>
/// <param name="Example">The example.</param>
public sealed record Remembered(long Id, string Task, Example Example);
