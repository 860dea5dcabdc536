using Xunit;

namespace Kif.Testing;

/// <summary>Holds a replay buffer to every promise of the contracts, by itself and within a strategy that runs through the real training loop: inherit from it, and that is all.</summary>
/// <typeparam name="TBuffer">The part, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> where it has none.</typeparam>
public abstract class ReplayBufferConformance<TBuffer, TOptions> : ComponentConformance<TBuffer, TOptions>
    where TBuffer : class, IReplayBuffer
    where TOptions : class, new()
{
    private protected sealed override ConformanceSuite Suite => ConformanceSuite.Of($"'{Name}'", PartSubject<IReplayBuffer>.Of(Name, Options(), Create, Model) with { MaxExamples = MaxExamples(Options()), MaxBytes = MaxBytes(Options()) }, BufferChecks.All);

    /// <summary>The names of the checks.</summary>
    public static TheoryData<string> Checks => [.. BufferChecks.All.Select(c => c.Name)];

    /// <summary>One check.</summary>
    /// <param name="check">Its name.</param>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check) => Judge(check);

    /// <summary>Most examples that it may hold with the options of the checks, for the check <c>memory-limits</c>; null where there is no limit. Default: null.</summary>
    protected virtual int? MaxExamples(TOptions options) => null;

    /// <summary>Most bytes of its state with the options of the checks, for the check <c>memory-limits</c>; null where there is no limit. Default: null.</summary>
    protected virtual long? MaxBytes(TOptions options) => null;
}
