namespace Kif.Testing;

/// <summary>The checks of a kind of part, followed by those of a strategy composed with it.</summary>
internal static class PartChecks
{
    /// <summary>Returns all checks; those of the strategy are judged only if the part's own hold.</summary>
    public static IReadOnlyList<PromiseCheck<PartUnderTest<TPart>>> With<TPart>(params PromiseCheck<PartUnderTest<TPart>>[] own) where TPart : class
    {
        string[] first = [.. own.Select(c => c.Name)];
        return [.. own, .. StrategyChecks.All.Where(c => c.Name != "inactive").Select(c =>
            new PromiseCheck<PartUnderTest<TPart>>(c.Name, c.Promise, s => c.Run(s.Strategy), c.Name == "effects" ? [.. c.Needs, .. first] : c.Needs))];
    }
}

/// <summary>A part under test, with a strategy composed with it.</summary>
/// <typeparam name="TPart">The interface of its kind.</typeparam>
/// <param name="Strategy">The strategy.</param>
/// <param name="Create">Creates the part with the options of the checks.</param>
internal sealed record PartUnderTest<TPart>(StrategyUnderTest Strategy, Func<TPart> Create) where TPart : class
{
    /// <summary>The most examples that a replay buffer may hold; null if unspecified.</summary>
    public int? MaxExamples { get; init; }

    /// <summary>The most bytes of a replay buffer's state; null if unspecified.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Finds a part in a catalog by name.</summary>
    public static PartUnderTest<TPart> Of(KifCatalog catalog, string name, IReadOnlyList<KeyValuePair<string, string>> options,
        ConformanceModel model = ConformanceModel.EncoderDecoder)
    {
        ComponentDefinition definition = catalog.Component(KifCatalog.KindOf(typeof(TPart)), name);
        (string host, string path) = Host(definition.Kind);
        StrategyUnderTest strategy = new StrategyUnderTest(catalog, host)
        {
            Settings = [new(path, name), .. options.Select(o => new KeyValuePair<string, string>($"{path}.{o.Key}", o.Value))], Part = new(definition, path),
            Model = model,
        };
        var choice = ComponentChoice.Of(name);
        foreach ((string key, string value) in options) choice.Settings[key] = value;
        return new(strategy, () => new ComponentSource(catalog, host).Create<TPart>(choice));
    }

    /// <summary>Registers a part that is given as a class.</summary>
    public static PartUnderTest<TPart> Of<TComponent, TOptions>(string name, TOptions options, Func<TOptions, TComponent> create, ConformanceModel model)
        where TComponent : class, TPart where TOptions : class, new() =>
        Of(KifServices.BuiltIn().AddComponent(new(KifCatalog.KindOf(typeof(TPart)), name, "the part under test", typeof(TOptions), o => create((TOptions)o))),
        name, ChangedOptions.Of(options), model);

    private static (string Host, string Path) Host(ComponentKind kind) => kind switch
    {
        ComponentKind.Decomposer => ("kif-lora", "decompose"),
        ComponentKind.Estimator => ("kif-lora", "estimate"),
        ComponentKind.Fuser => ("kif-lora", "fuse"),
        _ => ("replay", "buffer"),
    };
}
