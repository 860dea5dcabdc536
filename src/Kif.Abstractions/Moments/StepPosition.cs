namespace Kif;

/// <summary>The position of an optimizer step in a run.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="TaskIndex">The task's 0-based place in the stream.</param>
/// <param name="Phase">The name of the step's phase; null in the main training of the task.</param>
/// <param name="Step">0-based step within the task's training or the phase.</param>
/// <param name="PlannedSteps">Steps planned for the task or the phase.</param>
public readonly record struct StepPosition(string Task, int TaskIndex, string? Phase, int Step, int PlannedSteps);
