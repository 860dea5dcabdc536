using Xunit;

namespace Kif.Testing;

/// <summary>The conformance tests of a task metric, one per check: inheriting from it is enough.</summary>
/// <typeparam name="TMetric">The metric, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> if it has none.</typeparam>
public abstract class MetricConformance<TMetric, TOptions> : ComponentConformance<TMetric, TOptions>
    where TMetric : class, ITaskMetric
    where TOptions : class, new()
{
    private protected sealed override ConformanceSuite Suite =>
        ConformanceSuite.Of($"'{Name}'", new MetricUnderTest(() => Create(Options()), Examples), MetricChecks.All);

    /// <summary>The names of the checks.</summary>
    public static TheoryData<string> Checks => [.. MetricChecks.All.Select(c => c.Name)];

    /// <summary>Runs one check.</summary>
    /// <param name="check">Its name.</param>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check) => Judge(check);

    /// <summary>Three or more examples that it can score, with different targets. Default: made-up words.</summary>
    protected virtual IReadOnlyList<Example> Examples { get; } =
        [new("what falls", "rain and snow", "0"), new("what shines", "the sun", "1"), new("what barks", "dogs", "2"), new("what is counted", "42 sheep", "3")];
}
