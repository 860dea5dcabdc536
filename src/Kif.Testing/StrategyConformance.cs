using Xunit;

namespace Kif.Testing;

/// <summary>
/// The conformance tests of a strategy, one per check, in the real training loop on tiny models: inheriting from it is enough.
/// </summary>
/// <typeparam name="TStrategy">The strategy, with a public constructor that takes its options, or none.</typeparam>
/// <typeparam name="TOptions">Its options; <see cref="NoOptions"/> if it has none.</typeparam>
public abstract class StrategyConformance<TStrategy, TOptions> : ComponentConformance<TStrategy, TOptions>
    where TStrategy : ContinualStrategy
    where TOptions : class, new()
{
    private protected sealed override ConformanceSuite Suite => ConformanceSuite.Of(
        new(KifServices.BuiltIn().AddStrategy<TStrategy, TOptions>(Name, "the strategy under test", Create), Name)
        {
            Settings = ChangedOptions.Of(Options()), Inactive = InactiveOptions() is { } off ? ChangedOptions.Of(off) : null, Model = Model,
        });

    /// <summary>The names of the checks.</summary>
    public static TheoryData<string> Checks => [.. StrategyChecks.All.Select(c => c.Name)];

    /// <summary>Runs one check.</summary>
    /// <param name="check">Its name.</param>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check) => Judge(check);

    /// <summary>Returns options under which the strategy changes nothing, for the check <c>inactive</c>; null if there are none. Default: null.</summary>
    protected virtual TOptions? InactiveOptions() => null;
}

/// <summary>The conformance tests of a strategy that is composed from parts: it is registered as in a program and run by name.</summary>
public abstract class RegisteredStrategyConformance : ConformanceTests
{
    private protected sealed override ConformanceSuite Suite
    {
        get
        {
            KifCatalog catalog = KifServices.BuiltIn();
            Register(catalog);
            return ConformanceSuite.ForStrategy(catalog, Name, [.. Settings], InactiveSettings?.ToArray(), Model);
        }
    }

    /// <summary>The strategy's name, or several joined by plus signs.</summary>
    protected abstract string Name { get; }

    /// <summary>The tiny model that checks run on unless they say otherwise. Default: an encoder–decoder.</summary>
    protected virtual ConformanceModel Model => ConformanceModel.EncoderDecoder;

    /// <summary>Options that differ from their defaults, as paths and values. Default: none.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string>> Settings => [];

    /// <summary>Options under which the strategy changes nothing, for the check <c>inactive</c>; null if there are none. Default: null.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string>>? InactiveSettings => null;

    /// <summary>Adds the strategy to a catalog that has everything built in.</summary>
    protected abstract void Register(KifCatalog catalog);

    /// <summary>Runs one check.</summary>
    /// <param name="check">Its name.</param>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Holds(string check) => Judge(check);

    /// <summary>The names of the checks.</summary>
    public static TheoryData<string> Checks => [.. StrategyChecks.All.Select(c => c.Name)];
}
