using Xunit;

namespace Kif.Testing;

/// <summary>The conformance tests of an importance estimator, alone and within a strategy in the real training loop: inheriting from it is enough.</summary>
/// <typeparam name="TEstimator">The part, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> if it has none.</typeparam>
public abstract class EstimatorConformance<TEstimator, TOptions> : ComponentConformance<TEstimator, TOptions>
    where TEstimator : class, IImportanceEstimator
    where TOptions : class, new()
{
    private protected sealed override ConformanceSuite Suite => ConformanceSuite.Of($"'{Name}'", PartSubject<IImportanceEstimator>.Of(Name, Options(), Create, Model), EstimatorChecks.All);

    /// <summary>The names of the checks.</summary>
    public static TheoryData<string> Checks => [.. EstimatorChecks.All.Select(c => c.Name)];

    /// <summary>Runs one check.</summary>
    /// <param name="check">Its name.</param>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check) => Judge(check);
}
