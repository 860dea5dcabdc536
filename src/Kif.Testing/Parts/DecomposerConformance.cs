using Xunit;

namespace Kif.Testing;

/// <summary>Holds a decomposer to every promise of the contracts, by itself and within a strategy that runs through the real training loop: inherit from it, and that is all.</summary>
/// <typeparam name="TDecomposer">The part, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> where it has none.</typeparam>
public abstract class DecomposerConformance<TDecomposer, TOptions> : ComponentConformance<TDecomposer, TOptions>
    where TDecomposer : class, ISkillUnitDecomposer
    where TOptions : class, new()
{
    private protected sealed override ConformanceSuite Suite => ConformanceSuite.Of($"'{Name}'", PartSubject<ISkillUnitDecomposer>.Of(Name, Options(), Create, Model), DecomposerChecks.All);

    /// <summary>The names of the checks.</summary>
    public static TheoryData<string> Checks => [.. DecomposerChecks.All.Select(c => c.Name)];

    /// <summary>One check.</summary>
    /// <param name="check">Its name.</param>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check) => Judge(check);
}
