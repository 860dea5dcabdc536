namespace Kif.Pipeline.Events;

/// <summary>A task's training begins.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Index">Its 0-based place in the stream.</param>
/// <param name="PlannedSteps">Optimiser steps planned, phases not counted.</param>
public sealed record TaskStarted(string Task, int Index, int PlannedSteps) : RunEvent;
