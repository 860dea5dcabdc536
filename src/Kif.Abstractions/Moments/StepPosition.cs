namespace Kif;

/// <summary>Where in a run an optimiser step is.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="TaskIndex">The task's 0-based place in the stream.</param>
/// <param name="Phase">Name of the phase in which the step lies; null in the main training of the task.</param>
/// <param name="Step">0-based step within the task's training or the phase.</param>
/// <param name="PlannedSteps">Steps planned for it.</param>
public readonly record struct StepPosition(string Task, int TaskIndex, string? Phase, int Step, int PlannedSteps);
