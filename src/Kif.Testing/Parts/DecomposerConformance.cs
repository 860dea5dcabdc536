using Xunit;

namespace Kif.Testing;

/// <summary>The conformance tests of a decomposer, alone and within a strategy in the real training loop: inheriting from it is enough.</summary>
/// <typeparam name="TDecomposer">The part, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> if it has none.</typeparam>
public abstract class DecomposerConformance<TDecomposer, TOptions> : ComponentConformance<TDecomposer, TOptions>
    where TDecomposer : class, ISkillUnitDecomposer
    where TOptions : class, new()
{
    private protected sealed override ConformanceSuite Suite => ConformanceSuite.Of($"'{Name}'", PartSubject<ISkillUnitDecomposer>.Of(Name, Options(), Create, Model), DecomposerChecks.All);

    /// <summary>The names of the checks.</summary>
    public static TheoryData<string> Checks => [.. DecomposerChecks.All.Select(c => c.Name)];

    /// <summary>Runs one check.</summary>
    /// <param name="check">Its name.</param>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check) => Judge(check);
}
