namespace Kif.Testing.Tests.Wrong;

/// <summary>Deliberately wrong metrics: each is caught by the check meant for it, and by no other.</summary>
public sealed class WrongMetricTests
{
    private static readonly Dictionary<string, (Func<ITaskMetric> Create, string? Caught)> Cases = new()
    {
        [nameof(Equal)] = (() => new Equal(), null),
        [nameof(AboveHundred)] = (() => new AboveHundred(), "metric-range"),
        [nameof(NeverPerfect)] = (() => new NeverPerfect(), "metric-best"),
        [nameof(FirstReferenceOnly)] = (() => new FirstReferenceOnly(), "metric-references"),
        [nameof(FirstCountsTwice)] = (() => new FirstCountsTwice(), "metric-order"),
        [nameof(CountsItsCalls)] = (() => new CountsItsCalls(), "metric-repeats"),
        [nameof(ScoresAnything)] = (() => new ScoresAnything(), "metric-refuses"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_wrong_metric_is_caught_by_the_check_meant_for_it_and_by_no_other(string name) => Verdicts.CaughtBy(ConformanceSuite.Of("wrong",
        new MetricUnderTest(Cases[name].Create, [new("a", "rain and snow", "0"), new("b", "the sun", "1"), new("c", "dogs", "2")]), MetricChecks.All),
            Cases[name].Caught);
}
