using Kif.Pipeline.Events;

namespace Kif.Pipeline.Progress;

/// <summary>A snapshot of a run's progress.</summary>
/// <param name="Key">The run.</param>
/// <param name="Stage">Its current stage.</param>
/// <param name="Task">The task in training, or scored last; empty before the first.</param>
/// <param name="TaskIndex">0-based position of the task that is learned, or was learned last; −1 before the first.</param>
/// <param name="Tasks">Number of the run's trainings.</param>
/// <param name="Phase">The phase of its latest step; null for the main training.</param>
/// <param name="Step">Finished steps of the task's training, or of the phase.</param>
/// <param name="PlannedSteps">Steps planned for it.</param>
/// <param name="Loss">Loss of the latest step; NaN before the first.</param>
/// <param name="Elapsed">Time since it began.</param>
/// <param name="TaskLeft">Time until the task is learned and scored; null while unknown.</param>
/// <param name="Left">Time until the run is finished; null while unknown.</param>
public sealed record RunReading(
    RunKey Key, RunStage Stage, string Task, int TaskIndex, int Tasks, string? Phase, int Step, int PlannedSteps, double Loss, TimeSpan Elapsed, TimeSpan? TaskLeft, TimeSpan? Left)
{
    /// <summary>Share of the run that is done, by time: 0 to 1; by tasks while the time is unknown.</summary>
    public double Done => Left is { } left ? Elapsed / (Elapsed + left + TimeSpan.FromMilliseconds(1)) : Math.Max(0, TaskIndex) / (double)Tasks;
}
