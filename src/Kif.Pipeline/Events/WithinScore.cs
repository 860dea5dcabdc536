namespace Kif.Pipeline.Events;

/// <summary>A score in the middle of a task's training, for the stability gap.</summary>
/// <param name="During">0-based position of the task in training.</param>
/// <param name="Step">The 1-based optimizer step of that task just before whose update it was scored; 0 for the score before the task.</param>
/// <param name="Task">The task scored, an earlier one.</param>
/// <param name="Score">The score in percent, over the examples chosen for it.</param>
public sealed record WithinScore(int During, int Step, string Task, double Score);
