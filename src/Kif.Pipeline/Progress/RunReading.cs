using Kif.Pipeline.Events;

namespace Kif.Pipeline.Progress;

/// <summary>How far a run has come.</summary>
/// <param name="Key">Which.</param>
/// <param name="Stage">What it does.</param>
/// <param name="Task">The task that is learnt, or scored; empty before the first.</param>
/// <param name="TaskIndex">0-based place of the task that is learnt, or was learnt last; −1 before the first.</param>
/// <param name="Tasks">Trainings that the run does.</param>
/// <param name="Phase">The phase that its newest step was in; null for the main training.</param>
/// <param name="Step">Steps of the task's training, or of the phase, that are done.</param>
/// <param name="PlannedSteps">Steps planned for it.</param>
/// <param name="Loss">Of the newest step; NaN before the first.</param>
/// <param name="Elapsed">Time since it began.</param>
/// <param name="TaskLeft">Time until the task is learnt and scored; null while nothing is known of it.</param>
/// <param name="Left">Time until the run is over; null while nothing is known of it.</param>
public sealed record RunReading(
    RunKey Key, RunStage Stage, string Task, int TaskIndex, int Tasks, string? Phase, int Step, int PlannedSteps, double Loss, TimeSpan Elapsed, TimeSpan? TaskLeft, TimeSpan? Left)
{
    /// <summary>Share of the run that is done, by time: 0 to 1; by tasks while no time is known.</summary>
    public double Done => Left is { } left ? Elapsed / (Elapsed + left + TimeSpan.FromMilliseconds(1)) : Math.Max(0, TaskIndex) / (double)Tasks;
}
