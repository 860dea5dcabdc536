using Xunit;

namespace Kif.Testing;

/// <summary>The conformance tests of a decomposer, alone and within a strategy in the real training loop: inheriting from it is enough.</summary>
/// <typeparam name="TDecomposer">The part, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> if it has none.</typeparam>
public abstract class DecomposerConformance<TDecomposer, TOptions> : ComponentConformance<TDecomposer, TOptions>
    where TDecomposer : class, ISkillUnitDecomposer
    where TOptions : class, new()
{
    private protected sealed override ConformanceSuite Suite =>
        ConformanceSuite.Of($"'{Name}'", PartUnderTest<ISkillUnitDecomposer>.Of(Name, Options(), Create, Model), DecomposerChecks.All);

    /// <summary>The names of the checks.</summary>
    public static TheoryData<string> Checks => [.. DecomposerChecks.All.Select(c => c.Name)];

    /// <summary>Runs one check.</summary>
    /// <param name="check">Its name.</param>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check) => Judge(check);
}

/// <summary>The conformance tests of an importance estimator, alone and within a strategy in the real training loop: inheriting from it is enough.</summary>
/// <typeparam name="TEstimator">The part, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> if it has none.</typeparam>
public abstract class EstimatorConformance<TEstimator, TOptions> : ComponentConformance<TEstimator, TOptions>
    where TEstimator : class, IImportanceEstimator
    where TOptions : class, new()
{
    private protected sealed override ConformanceSuite Suite =>
        ConformanceSuite.Of($"'{Name}'", PartUnderTest<IImportanceEstimator>.Of(Name, Options(), Create, Model), EstimatorChecks.All);

    /// <summary>The names of the checks.</summary>
    public static TheoryData<string> Checks => [.. EstimatorChecks.All.Select(c => c.Name)];

    /// <summary>Runs one check.</summary>
    /// <param name="check">Its name.</param>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check) => Judge(check);
}

/// <summary>The conformance tests of a fuser, alone and within a strategy in the real training loop: inheriting from it is enough.</summary>
/// <typeparam name="TFuser">The part, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> if it has none.</typeparam>
public abstract class FuserConformance<TFuser, TOptions> : ComponentConformance<TFuser, TOptions>
    where TFuser : class, IKnowledgeFuser
    where TOptions : class, new()
{
    private protected sealed override ConformanceSuite Suite =>
        ConformanceSuite.Of($"'{Name}'", PartUnderTest<IKnowledgeFuser>.Of(Name, Options(), Create, Model), FuserChecks.All);

    /// <summary>The names of the checks.</summary>
    public static TheoryData<string> Checks => [.. FuserChecks.All.Select(c => c.Name)];

    /// <summary>Runs one check.</summary>
    /// <param name="check">Its name.</param>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check) => Judge(check);
}

/// <summary>The conformance tests of a replay buffer, alone and within a strategy in the real training loop: inheriting from it is enough.</summary>
/// <typeparam name="TBuffer">The part, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> if it has none.</typeparam>
public abstract class ReplayBufferConformance<TBuffer, TOptions> : ComponentConformance<TBuffer, TOptions>
    where TBuffer : class, IReplayBuffer
    where TOptions : class, new()
{
    private protected sealed override ConformanceSuite Suite =>
        ConformanceSuite.Of($"'{Name}'", PartUnderTest<IReplayBuffer>.Of(Name, Options(), Create, Model) with
        { MaxExamples = MaxExamples(Options()), MaxBytes = MaxBytes(Options()) }, BufferChecks.All);

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
