namespace Kif.Testing;

/// <summary>The checks of strategies, for use without a test framework.</summary>
public static class StrategySuite
{
    /// <summary>The names of the checks in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. StrategyChecks.All.Select(c => c.Name)];

    /// <summary>Creates the checks of a registered strategy.</summary>
    public static ConformanceSuite Of(StrategySubject strategy) => ConformanceSuite.Of($"'{strategy.Name}'", strategy, StrategyChecks.All);
}
