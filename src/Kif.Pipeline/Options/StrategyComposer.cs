using Kif.Pipeline.Comparison;

namespace Kif.Pipeline.Options;

/// <summary>Composes registered strategies by name, with options given as paths and values.</summary>
/// <param name="catalog">What is registered.</param>
public sealed class StrategyComposer(KifCatalog catalog)
{
    /// <summary>A strategy whose options are checked now and which composes afresh for every run.</summary>
    /// <param name="name">The registered name, or several with plus signs between them, e.g. <c>kif-lora+replay</c>: one strategy of all their parts.</param>
    /// <param name="settings">
    /// Values by path below the strategy's name, e.g. <c>fuse.temperature</c>; of several strategies each under its own name, e.g. <c>replay.buffer.share</c>.
    /// </param>
    /// <exception cref="CompositionException">Unknown name or option, a value out of range, or strategies that do not go together.</exception>
    public StrategyChoice Choose(string name, IEnumerable<KeyValuePair<string, string>>? settings = null)
    {
        StrategyDefinition[] definitions = [.. SumOfNames.Split(name, catalog).Select(catalog.Strategy)];
        if (definitions is [var only]) return With(only, Options(only, name, settings ?? []));
        ILookup<string, KeyValuePair<string, string>> own = (settings ?? []).ToLookup(s => s.Key.Split('.', 2)[0], s => new KeyValuePair<string, string>(s.Key.Split('.', 2)[^1], s.Value));
        if (own.FirstOrDefault(o => definitions.All(d => d.Name != o.Key)) is { } stray)
            throw new CompositionException(UnknownName.Message($"strategy in '{name}'", stray.Key, definitions.Select(d => d.Name)));
        StrategyChoice[] choices = [.. definitions.Select(d => With(d, Options(d, $"{name}.{d.Name}", own[d.Name])))];
        StrategyComposition Compose() => StrategyComposition.Of([.. choices.Select(c => (c.Name, c.Compose()))]);
        Compose().Dispose();
        return new StrategyChoice(name, Compose);
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

    private static object Options(StrategyDefinition definition, string owner, IEnumerable<KeyValuePair<string, string>> settings)
    {
        object options = Activator.CreateInstance(definition.OptionsType)!;
        foreach ((string path, string value) in settings) OptionPath.Set(options, owner, path, value);
        return options;
    }
}
