namespace Kif.Pipeline.Events;

/// <summary>The event that an earlier task was scored in the middle of another one's training.</summary>
/// <param name="Score">The score.</param>
public sealed record StepScored(WithinScore Score) : RunEvent;
