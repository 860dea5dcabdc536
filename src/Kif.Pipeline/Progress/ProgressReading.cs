using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Progress;

/// <summary>How far a comparison has come.</summary>
/// <param name="Elapsed">Time since it began.</param>
/// <param name="Left">Time that it will still take; null while nothing is known of it.</param>
/// <param name="Runs">Runs of the grid.</param>
/// <param name="Finished">Runs done by this call.</param>
/// <param name="Found">Runs done by an earlier call.</param>
/// <param name="Running">Runs in work, in the order in which they began.</param>
/// <param name="Standings">The table so far: a line per strategy, in the grid's order.</param>
/// <param name="Failures">Runs that failed.</param>
public sealed record ProgressReading(
    TimeSpan Elapsed, TimeSpan? Left, int Runs, int Finished, int Found, IReadOnlyList<RunReading> Running, IReadOnlyList<StrategyStanding> Standings, IReadOnlyList<RunFailure> Failures)
{
    /// <summary>Share of the grid that is over, runs in work counted in part: 0 to 1.</summary>
    public double Done => Runs == 0 ? 1 : Math.Min(1, (Finished + Found + Failures.Count + Running.Sum(r => r.Done)) / Runs);
}
