namespace Kif.Pipeline.Events;

/// <summary>An event of a comparison, with the run that it belongs to.</summary>
/// <param name="Strategy">Name of the strategy.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Event">What happened.</param>
public sealed record StrategyEvent(string Strategy, long Seed, RunEvent Event);
