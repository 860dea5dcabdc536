using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Progress;

/// <summary>A snapshot of a comparison's progress.</summary>
/// <param name="Elapsed">Time since it began.</param>
/// <param name="Left">Remaining time; null while unknown.</param>
/// <param name="Runs">Runs of the grid.</param>
/// <param name="Finished">Runs done by this call.</param>
/// <param name="Found">Runs done by an earlier call.</param>
/// <param name="Running">Unfinished runs that have begun, in the order in which they began.</param>
/// <param name="Standings">The table so far: a line per strategy, in the grid's order.</param>
/// <param name="Failures">Runs that failed.</param>
public sealed record ProgressReading(
    TimeSpan Elapsed, TimeSpan? Left, int Runs, int Finished, int Found, IReadOnlyList<RunReading> Running, IReadOnlyList<StrategyStanding> Standings, IReadOnlyList<RunFailure> Failures)
{
    /// <summary>Share of the grid that is done, running runs counted in part: 0 to 1.</summary>
    public double Done => Runs == 0 ? 1 : Math.Min(1, (Finished + Found + Failures.Count + Running.Sum(r => r.Done)) / Runs);
}
