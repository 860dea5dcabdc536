namespace Kif.Pipeline.Events;

/// <summary>A task learnt before was scored in the middle of another one's training.</summary>
/// <param name="Score">Which, when and how much.</param>
public sealed record StepScored(WithinScore Score) : RunEvent;
