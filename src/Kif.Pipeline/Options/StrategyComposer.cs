using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Options;

/// <summary>Composes registered strategies by name, with options given as paths and values.</summary>
/// <param name="catalog">What is registered.</param>
public sealed class StrategyComposer(KifCatalog catalog)
{
    /// <summary>A strategy whose options are checked now and which composes afresh for every run.</summary>
    /// <param name="name">The registered name.</param>
    /// <param name="settings">Values by path below the strategy's name, e.g. <c>fuse.temperature</c>.</param>
    /// <exception cref="CompositionException">Unknown name or option, or a value out of range.</exception>
    public StrategyChoice Choose(string name, IEnumerable<KeyValuePair<string, string>>? settings = null)
    {
        StrategyDefinition definition = catalog.Strategy(name);
        object options = Activator.CreateInstance(definition.OptionsType)!;
        foreach ((string path, string value) in settings ?? []) OptionPath.Set(options, name, path, value);
        return With(definition, options);
    }

    /// <summary>A strategy from an options object.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public StrategyChoice With(StrategyDefinition definition, object options)
    {
        OptionsCheck.Validate(options, definition.Name);
        var parts = new ComponentSource(catalog, definition.Name);
        definition.Compose(options, parts).Dispose();
        return new StrategyChoice(definition.Name, () => definition.Compose(options, parts));
    }
}
