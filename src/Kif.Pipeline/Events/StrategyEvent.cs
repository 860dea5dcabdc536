namespace Kif.Pipeline.Events;

/// <summary>An event of a comparison, with the run that it belongs to.</summary>
/// <param name="Run">The run.</param>
/// <param name="Event">The event.</param>
public sealed record StrategyEvent(RunKey Run, RunEvent Event)
{
    /// <summary>The run's strategy.</summary>
    public string Strategy => Run.Strategy;

    /// <summary>The run's seed.</summary>
    public long Seed => Run.Seed;
}
