using Xunit;

namespace Kif.Testing;

/// <summary>The conformance tests of a replay buffer, alone and within a strategy in the real training loop: inheriting from it is enough.</summary>
/// <typeparam name="TBuffer">The part, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> if it has none.</typeparam>
public abstract class ReplayBufferConformance<TBuffer, TOptions> : ComponentConformance<TBuffer, TOptions>
    where TBuffer : class, IReplayBuffer
    where TOptions : class, new()
{
    private protected sealed override ConformanceSuite Suite => ConformanceSuite.Of($"'{Name}'", PartSubject<IReplayBuffer>.Of(Name, Options(), Create, Model) with { MaxExamples = MaxExamples(Options()), MaxBytes = MaxBytes(Options()) }, BufferChecks.All);

    /// <summary>The names of the checks.</summary>
    public static TheoryData<string> Checks => [.. BufferChecks.All.Select(c => c.Name)];

    /// <summary>Runs one check.</summary>
    /// <param name="check">Its name.</param>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check) => Judge(check);

    /// <summary>Returns the most examples that it may hold with the given options, for the check <c>memory-limits</c>. Default: null, unlimited.</summary>
    protected virtual int? MaxExamples(TOptions options) => null;

    /// <summary>Returns the most bytes of its state with the given options, for the check <c>memory-limits</c>. Default: null, unlimited.</summary>
    protected virtual long? MaxBytes(TOptions options) => null;
}
