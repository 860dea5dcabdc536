using System.Globalization;

namespace Kif;

/// <summary>
/// A builder of strategies in code: a strategy to start from (by default <c>kif</c>: a decomposer, an estimator and a fuser), its parts by name or class, and
/// further strategies whose parts follow. It can express exactly what a file or the command line can.
/// </summary>
public sealed class CompositionBuilder
{
    private const string Bare = "kif", Replay = "replay", Buffer = "buffer";
    private readonly KifCatalog catalog;
    private readonly List<string> added = [];
    private readonly List<(string Strategy, string Path, string Value)> settings = [];
    private string start = Bare;
    private string? memory;

    internal CompositionBuilder(KifCatalog catalog) => this.catalog = catalog;

    /// <summary>Starts from a registered strategy instead of <c>kif</c>; must be called first.</summary>
    /// <exception cref="CompositionException">There is no such strategy.</exception>
    /// <exception cref="InvalidOperationException">Another method was called before.</exception>
    public CompositionBuilder From(string strategy)
    {
        if (added.Count + settings.Count > 0) throw new InvalidOperationException("From comes first: what was said before it would be of another strategy");
        start = catalog.Strategy(strategy).Name;
        return this;
    }

    /// <summary>Chooses the decomposer by name, with options that differ from their defaults.</summary>
    public CompositionBuilder Decompose(string name, params (string Option, object? Value)[] options) =>
        Part(start, "decompose", ComponentKind.Decomposer, name, options);

    /// <summary>Chooses the decomposer by its class, which must be registered under one name.</summary>
    public CompositionBuilder Decompose<T>(params (string Option, object? Value)[] options)
        where T : ISkillUnitDecomposer => Decompose(NameOf<T>(ComponentKind.Decomposer), options);

    /// <summary>Chooses the importance estimator by name, with options that differ from their defaults.</summary>
    public CompositionBuilder Estimate(string name, params (string Option, object? Value)[] options) =>
        Part(start, "estimate", ComponentKind.Estimator, name, options);

    /// <summary>Chooses the importance estimator by its class, which must be registered under one name.</summary>
    public CompositionBuilder Estimate<T>(params (string Option, object? Value)[] options)
        where T : IImportanceEstimator => Estimate(NameOf<T>(ComponentKind.Estimator), options);

    /// <summary>Chooses the fuser by name, with options that differ from their defaults.</summary>
    public CompositionBuilder Fuse(string name, params (string Option, object? Value)[] options) => Part(start, "fuse", ComponentKind.Fuser, name, options);

    /// <summary>Chooses the fuser by its class, which must be registered under one name.</summary>
    public CompositionBuilder Fuse<T>(params (string Option, object? Value)[] options)
        where T : IKnowledgeFuser => Fuse(NameOf<T>(ComponentKind.Fuser), options);

    /// <summary>Chooses the replay buffer by name: that of the strategy if it has one, or else that of <c>replay</c>, which is added.</summary>
    public CompositionBuilder Remember(string name, params (string Option, object? Value)[] options)
    {
        memory = catalog.Strategy(start).OptionsType.GetProperties().Any(p => p.Name.Equals(Buffer, StringComparison.OrdinalIgnoreCase)) ? start : Replay;
        if (memory == Replay && !added.Contains(Replay)) Add(Replay);
        return Part(memory, Buffer, ComponentKind.ReplayBuffer, name, options);
    }

    /// <summary>Chooses the replay buffer by its class, which must be registered under one name.</summary>
    public CompositionBuilder Remember<T>(params (string Option, object? Value)[] options)
        where T : IReplayBuffer => Remember(NameOf<T>(ComponentKind.ReplayBuffer), options);

    /// <summary>
    /// Sets the replay mode, option <c>mode</c> of the strategy whose buffer <c>Remember</c> chose, e.g. <c>balanced</c>; must be called after <c>Remember</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no replay buffer yet.</exception>
    public CompositionBuilder WithReplayMode(string mode)
    {
        settings.Add((memory ?? throw new InvalidOperationException("WithReplayMode comes after Remember: there is no replay buffer yet"), "mode", mode));
        return this;
    }

    /// <summary>Adds the parts of another registered strategy, with options that differ from their defaults.</summary>
    /// <exception cref="CompositionException">There is no such strategy.</exception>
    public CompositionBuilder Add(string strategy, params (string Option, object? Value)[] options)
    {
        added.Add(catalog.Strategy(strategy).Name);
        settings.AddRange(options.Select(o => (strategy, o.Option, Text(o.Value))));
        return this;
    }

    /// <summary>Sets an option of the strategy to start from.</summary>
    /// <param name="option">Path below the strategy, e.g. <c>accumulation</c> or <c>fuse.temperature</c>.</param>
    /// <param name="value">The value; null for none.</param>
    public CompositionBuilder Set(string option, object? value)
    {
        settings.Add((start, option, Text(value)));
        return this;
    }

    internal CompositionDefinition Build(string name, string description) => new(name, description, string.Join('+', added.Prepend(start)),
        [.. settings.Select(s => KeyValuePair.Create(added.Count == 0 ? s.Path : $"{s.Strategy}.{s.Path}", s.Value))]);

    private CompositionBuilder Part(string strategy, string verb, ComponentKind kind, string name, (string Option, object? Value)[] options)
    {
        settings.Add((strategy, verb, catalog.Component(kind, name).Name));
        settings.AddRange(options.Select(o => (strategy, $"{verb}.{o.Option}", Text(o.Value))));
        return this;
    }

    private string NameOf<T>(ComponentKind kind)
    {
        string[] names = [.. catalog.ComponentsOf(kind).Where(c => c.PartType == typeof(T)).Select(c => c.Name)];
        return names.Length == 1 ? names[0] : throw new CompositionException(names.Length == 0
            ? $"no {kind} of the class {typeof(T).Name} is registered; there are: {string.Join(", ", catalog.ComponentsOf(kind).Select(c => c.Name))}"
            : $"{typeof(T).Name} is registered as {string.Join(", ", names)}: choose one of these names");
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

/// <summary>Registers strategies that are composed in code from registered ones.</summary>
public static class CompositionRegistration
{
    /// <summary>
    /// Registers a strategy as a composition: <c>kif.AddStrategy("mine", "one line", s => s.Decompose("rank").Estimate("mixed").Fuse("adaptive"))</c>.
    /// </summary>
    /// <param name="catalog">The catalog; everything the composition names must be registered.</param>
    /// <param name="name">Lower-case letters, digits and the signs - and +; unique.</param>
    /// <param name="description">One line for listings.</param>
    /// <param name="compose">Composes the strategy.</param>
    /// <exception cref="ArgumentException">The name is malformed or taken.</exception>
    /// <exception cref="CompositionException">It names something unregistered. Options are checked when a run composes it.</exception>
    public static KifCatalog AddStrategy(this KifCatalog catalog, string name, string description, Action<CompositionBuilder> compose)
    {
        var builder = new CompositionBuilder(catalog);
        compose(builder);
        return catalog.AddComposition(builder.Build(name, description));
    }
}
