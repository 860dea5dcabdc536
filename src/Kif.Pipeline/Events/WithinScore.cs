namespace Kif.Pipeline.Events;

/// <summary>A score in the middle of a task's training, for the stability gap.</summary>
/// <param name="During">0-based place of the task in training.</param>
/// <param name="Step">The optimiser step of that task, from 1, just before whose update it was scored; 0 for the score before the task.</param>
/// <param name="Task">The task scored, an earlier one.</param>
/// <param name="Score">Percent, over the examples set aside for it.</param>
public sealed record WithinScore(int During, int Step, string Task, double Score);
