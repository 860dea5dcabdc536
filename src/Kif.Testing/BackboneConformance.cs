using Kif.Models;
using Xunit;

namespace Kif.Testing;

/// <summary>The conformance tests of a model family, one per check: inherit from it and create a tiny backbone.</summary>
public abstract class BackboneConformance : ConformanceTests
{
    private protected sealed override ConformanceSuite Suite => ConformanceSuite.Of($"'{GetType().Name}'", new BackboneUnderTest(Create), BackboneChecks.All);

    /// <summary>The names of the checks.</summary>
    public static TheoryData<string> Checks => [.. BackboneChecks.All.Select(c => c.Name)];

    /// <summary>Runs one check.</summary>
    /// <param name="check">Its name.</param>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check) => Judge(check);

    /// <summary>Creates a tiny backbone on the CPU: at least 16 token ids, room for 20 tokens, a few thousand weights.</summary>
    /// <param name="weights">Source of its weights: random ones or a file.</param>
    /// <param name="dtype">Type of weights and arithmetic: Float32, Float64 or BFloat16.</param>
    protected abstract IBackbone Create(IWeightSource weights, ScalarType dtype);
}
