namespace Kif.Pipeline.Events;

/// <summary>A score in the middle of a task's training, for the stability gap.</summary>
/// <param name="During">0-based place of the task in training.</param>
/// <param name="Step">Optimiser steps of it done; 0 is the score before it, from which a stability gap falls.</param>
/// <param name="Task">The task scored, an earlier one.</param>
/// <param name="Score">Percent, over the examples set aside for it.</param>
public sealed record WithinScore(int During, int Step, string Task, double Score);
