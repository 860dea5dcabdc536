namespace KifStrategy._1.Tests;

/// <summary>Every promise that Kif relies on, a test each. Each failure says what the strategy did and which promise it broke.</summary>
public sealed class KifStrategy__1Conformance : StrategyConformance<KifStrategy__1Strategy, KifStrategy__1Options>
{
    /// <summary>Options under which the strategy changes nothing.</summary>
    protected override KifStrategy__1Options InactiveOptions() => new() { Lambda = 0 };
}
