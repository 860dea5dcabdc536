using Kif.Pipeline.Comparison;
using Kif.Pipeline.Descriptions;

namespace Kif.Pipeline.Options;

/// <summary>Composes registered strategies by name, with options given as paths and values.</summary>
public sealed class StrategyComposer
{
    private readonly KifCatalog catalog;
    private readonly IOptionsSource source;

    /// <summary>Composes from defaults, without dependency injection; <c>services.AddKif</c> registers one that starts from the host's options.</summary>
    /// <param name="catalog">What is registered.</param>
    public StrategyComposer(KifCatalog catalog) : this(catalog, new DefaultOptions()) { }

    internal StrategyComposer(KifCatalog catalog, IOptionsSource source) => (this.catalog, this.source) = (catalog, source);

    /// <summary>What is registered.</summary>
    internal KifCatalog Catalog => catalog;

    /// <summary>Parts of a comparison itself, its metric and task format, with the host's options.</summary>
    internal ComponentSource Parts(string owner, object options) => new(catalog, owner, options, source);

    /// <summary>A strategy whose options are checked now and which composes afresh for every run.</summary>
    /// <param name="name">The registered name, or several with plus signs between them, e.g. <c>kif-lora+replay</c>: one strategy of all their parts.</param>
    /// <param name="settings">
    /// Values by path below the strategy's name, e.g. <c>fuse.temperature</c>; of several strategies each under its own name, e.g. <c>replay.buffer.share</c>.
    /// </param>
    /// <exception cref="CompositionException">Unknown name or option, a value out of range, or strategies that do not go together.</exception>
    public StrategyChoice Choose(string name, IEnumerable<KeyValuePair<string, string>>? settings = null) =>
        Choose(new CompositionRequest(name, [.. (settings ?? []).Select(s => new OptionSetting(s.Key, s.Value, OptionOrigin.Code))]));

    /// <summary>The same for a composition out of a file or of several sources.</summary>
    /// <exception cref="CompositionException">Unknown name or option, a value out of range, or strategies that do not go together.</exception>
    public StrategyChoice Choose(CompositionRequest request)
    {
        IReadOnlyList<ComposedStrategy> strategies = ComposedStrategy.Of(catalog, source, request);
        if (strategies.GroupBy(s => s.Name).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new CompositionException($"'{request.Strategy}' names '{twice.Key}' twice");
        return Choice(request.Strategy, strategies);
    }

    /// <summary>A strategy from an options object, whatever the host's options say.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public StrategyChoice With(StrategyDefinition definition, object options) =>
        Choice(definition.Name, [new(definition.Name, new AppliedOptions(definition, definition.Name, source, options))]);

    private StrategyChoice Choice(string name, IReadOnlyList<ComposedStrategy> strategies)
    {
        StrategyComposition Compose() => strategies is [var only]
            ? only.Options.Compose(catalog)
            : StrategyComposition.Of([.. strategies.Select(s => (s.Name, s.Options.Compose(catalog)))]);
        Compose().Dispose();
        return new StrategyChoice(name, Compose) { Description = new(string.Join('+', strategies.Select(s => s.Name)), [.. strategies.SelectMany(s => Described(s, strategies.Count > 1))]) };
    }

    private IEnumerable<DescribedOption> Described(ComposedStrategy strategy, bool named)
    {
        strategy.Options.Compose(catalog, out IReadOnlyList<DescribedOption> options).Dispose();
        return options.Select(o => named ? o with { Path = $"{strategy.Name}.{o.Path}" } : o);
    }
}
