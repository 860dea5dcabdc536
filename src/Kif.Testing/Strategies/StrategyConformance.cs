using Kif.Pipeline.Registration;
using Xunit;

namespace Kif.Testing;

/// <summary>
/// Holds a strategy to every promise of the contracts, one test per check, through the real training loop on tiny models: inherit from it, and that is all.
/// </summary>
/// <typeparam name="TStrategy">The strategy, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> where it has none.</typeparam>
public abstract class StrategyConformance<TStrategy, TOptions> : ComponentConformance<TStrategy, TOptions>
    where TStrategy : ContinualStrategy
    where TOptions : class, new()
{
    private protected sealed override ConformanceSuite Suite => StrategySuite.Of(
        new(KifServices.BuiltIn().AddStrategy<TStrategy, TOptions>(Name, "the strategy under test", Create), Name)
        {
            Settings = ChangedOptions.Of(Options()), Inactive = InactiveOptions() is { } off ? ChangedOptions.Of(off) : null, Model = Model,
        });

    /// <summary>The names of the checks.</summary>
    public static TheoryData<string> Checks => [.. StrategySuite.Names];

    /// <summary>One check.</summary>
    /// <param name="check">Its name.</param>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check) => Judge(check);

    /// <summary>Options under which the strategy changes nothing, for the check <c>inactive</c>; null where there are none. Default: null.</summary>
    protected virtual TOptions? InactiveOptions() => null;
}
