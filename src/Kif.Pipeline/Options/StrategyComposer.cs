namespace Kif;

/// <summary>Composes registered strategies by name, with options given as paths and values.</summary>
public sealed class StrategyComposer
{
    private readonly KifCatalog catalog;
    private readonly IOptionsSource source;

    /// <summary>
    /// Creates a composer that starts from defaults, without dependency injection; <c>services.AddKif</c> registers one that starts from the host's
    /// options.
    /// </summary>
    /// <param name="catalog">The registered strategies and parts.</param>
    public StrategyComposer(KifCatalog catalog) : this(catalog, new DefaultOptionsSource()) { }

    internal StrategyComposer(KifCatalog catalog, IOptionsSource source) => (this.catalog, this.source) = (catalog, source);

    /// <summary>The registered strategies and parts.</summary>
    internal KifCatalog Catalog => catalog;

    /// <summary>Returns the source of a comparison's own parts, its metric and task format, with the host's options.</summary>
    internal ComponentSource Parts(string owner, object options) => new(catalog, owner, options, source);

    /// <summary>Chooses a strategy by name; its options are checked now, and every run gets a new composition.</summary>
    /// <param name="name">The registered name, or several joined by plus signs, e.g. <c>kif-lora+replay</c>: one strategy of all their parts.</param>
    /// <param name="settings">
    /// Values by path below the strategy's name, e.g. <c>fuse.temperature</c>; in a sum below each strategy's name, e.g. <c>replay.buffer.share</c>.
    /// </param>
    /// <exception cref="CompositionException">A name or option is unknown, a value is out of range, or the strategies are incompatible.</exception>
    public StrategyChoice Choose(string name, IEnumerable<KeyValuePair<string, string>>? settings = null) =>
        Choose(new CompositionRequest(name, [.. (settings ?? []).Select(s => new OptionSetting(s.Key, s.Value, OptionOrigin.Code))]));

    /// <summary>Chooses the strategy of a composition from a file or from several sources.</summary>
    /// <exception cref="CompositionException">A name or option is unknown, a value is out of range, or the strategies are incompatible.</exception>
    internal StrategyChoice Choose(CompositionRequest request)
    {
        IReadOnlyList<ResolvedStrategy> strategies = ResolvedStrategy.Of(catalog, source, request);
        if (strategies.GroupBy(s => s.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CompositionException($"'{request.Strategy}' names '{twice.Key}' twice");
        return Choice(request.Strategy, strategies);
    }

    /// <summary>Creates a strategy from an options object, regardless of the host's options.</summary>
    /// <exception cref="CompositionException">An option is out of range, or the parts are incompatible.</exception>
    public StrategyChoice With(StrategyDefinition definition, object options) =>
        Choice(definition.Name, [new(definition.Name, new ResolvedOptions(definition, definition.Name, source, options))]);

    private StrategyChoice Choice(string name, IReadOnlyList<ResolvedStrategy> strategies)
    {
        StrategyComposition Compose() => strategies is [var only]
            ? only.Options.Compose(catalog)
            : StrategyComposition.Of([.. strategies.Select(s => (s.Name, s.Options.Compose(catalog)))]);
        Compose().Dispose();
        return new StrategyChoice(name, Compose)
            { Description = new(string.Join('+', strategies.Select(s => s.Name)), [.. strategies.SelectMany(s => Described(s, strategies.Count > 1))]) };
    }

    private IEnumerable<DescribedOption> Described(ResolvedStrategy strategy, bool named)
    {
        strategy.Options.Compose(catalog, out IReadOnlyList<DescribedOption> options).Dispose();
        return options.Select(o => named ? o with { Path = $"{strategy.Name}.{o.Path}" } : o);
    }
}

/// <summary>A strategy of a comparison, composed anew for each run.</summary>
/// <param name="Name">Its name in results.</param>
/// <param name="Compose">Makes a fresh composition.</param>
public sealed record StrategyChoice(string Name, Func<StrategyComposition> Compose)
{
    /// <summary>Its description with every option value; null if it was composed by hand.</summary>
    internal CompositionDescription? Description { get; init; }

    /// <summary>Its own training options, as found by a search; null for those that all runs share. Default: null.</summary>
    public TrainingOptions? Training { get; init; }
}

/// <summary>A requested composition, independent of its source: a name and the values that differ from the defaults.</summary>
/// <param name="Strategy">A registered name, or several joined by plus signs.</param>
/// <param name="Settings">Values by path below the strategy, in a sum below each strategy's name; later values override earlier ones.</param>
internal sealed record CompositionRequest(string Strategy, IReadOnlyList<OptionSetting> Settings);

/// <summary>An option's value as text, with its origin.</summary>
/// <param name="Path">The option's path, e.g. <c>estimate.beta1</c>; case-insensitive.</param>
/// <param name="Value">The value; numbers in invariant form, <c>null</c> for none.</param>
/// <param name="Origin">The origin; see <see cref="OptionOrigin"/>.</param>
internal sealed record OptionSetting(string Path, string Value, string Origin);
