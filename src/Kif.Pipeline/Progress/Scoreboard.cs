using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;

namespace Kif.Pipeline.Progress;

/// <summary>The table of strategies so far.</summary>
internal sealed class Scoreboard(IReadOnlyList<RunKey> grid)
{
    private readonly string[] strategies = [.. grid.Select(k => k.Strategy).Distinct()];
    private readonly Dictionary<RunKey, PerformanceMatrix> done = [];
    private readonly List<RunFailure> failures = [];

    public IReadOnlyList<RunFailure> Failures => [.. failures];

    public IReadOnlyList<StrategyStanding> Standings => [.. strategies.Select(strategy =>
    {
        PerformanceMatrix[] runs = [.. done.Where(d => d.Key.Strategy == strategy).Select(d => d.Value)];
        double Mean(Func<PerformanceMatrix, double> metric) => runs.Length == 0 ? double.NaN : runs.Average(metric);
        return new StrategyStanding(strategy, grid.Count(k => k.Strategy == strategy), runs.Length, failures.Count(f => f.Key.Strategy == strategy),
            Mean(ContinualMetrics.AveragePerformance), Mean(ContinualMetrics.Forgetting));
    })];

    public void Hear(StrategyEvent e)
    {
        switch (e.Event)
        {
            case RunFinished f:
                done[e.Run] = f.Matrix;
                break;
            case RunFound f:
                done[e.Run] = f.Matrix;
                break;
            case RunFailed f:
                failures.Add(new(e.Run, f.Message));
                break;
        }
    }
}
