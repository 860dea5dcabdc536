namespace Kif;

/// <summary>One part of a composed strategy.</summary>
/// <param name="Name">The name of its random stream, its loss terms and its state; unique in the composition.</param>
/// <param name="Strategy">The part.</param>
public sealed record StrategyPart(string Name, ContinualStrategy Strategy);
