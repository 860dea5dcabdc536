using Xunit;

namespace Kif.Testing;

/// <summary>The conformance tests of a fuser, alone and within a strategy in the real training loop: inheriting from it is enough.</summary>
/// <typeparam name="TFuser">The part, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> if it has none.</typeparam>
public abstract class FuserConformance<TFuser, TOptions> : ComponentConformance<TFuser, TOptions>
    where TFuser : class, IKnowledgeFuser
    where TOptions : class, new()
{
    private protected sealed override ConformanceSuite Suite => ConformanceSuite.Of($"'{Name}'", PartSubject<IKnowledgeFuser>.Of(Name, Options(), Create, Model), FuserChecks.All);

    /// <summary>The names of the checks.</summary>
    public static TheoryData<string> Checks => [.. FuserChecks.All.Select(c => c.Name)];

    /// <summary>Runs one check.</summary>
    /// <param name="check">Its name.</param>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check) => Judge(check);
}
