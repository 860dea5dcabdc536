namespace Kif.Testing.Tests;

/// <summary>Every registered metric of plain texts is held to the same checks as a third party's.</summary>
public sealed class OwnMetrics
{
    private static readonly KifCatalog Catalog = KifServices.BuiltIn();

    /// <summary>Those of dialogues score rows of dialogues only; they have tests of their own.</summary>
    public static TheoryData<string> Names =>
        [.. Catalog.ComponentsOf(ComponentKind.Metric).Select(c => c.Name).Where(n => n is not ("joint-goal-accuracy" or "slot-accuracy"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_metric_keeps_every_promise(string name) => Verdicts.Clean(ConformanceSuite.Of(name,
        new MetricUnderTest(() => new ComponentSource(Catalog, "compare").Create<ITaskMetric>(ComponentChoice.Of(name)),
            [new("a", "rain and snow", "0"), new("b", "the sun shines", "1"), new("c", "big dogs", "2")]),
        MetricChecks.All));
}
