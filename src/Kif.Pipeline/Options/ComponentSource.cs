namespace Kif;

/// <summary>Creates registered parts from choices, with their options set and validated.</summary>
internal sealed class ComponentSource : IComponentSource
{
    private readonly KifCatalog catalog;
    private readonly string owner;
    private readonly object? options;
    private readonly OptionsSource source;
    private readonly List<(ComponentChoice, ComponentDefinition, object)> created = [];

    /// <summary>Creates a source with default options.</summary>
    /// <param name="catalog">The registered parts.</param>
    /// <param name="owner">The name of the requesting strategy, for messages.</param>
    public ComponentSource(KifCatalog catalog, string owner) : this(catalog, owner, null, new()) { }

    internal ComponentSource(KifCatalog catalog, string owner, object? options, OptionsSource source) =>
        (this.catalog, this.owner, this.options, this.source) = (catalog, owner, options, source);

    /// <summary>The parts created so far: the choice, the registration and the options that each was created with.</summary>
    internal IReadOnlyList<(ComponentChoice Choice, ComponentDefinition Definition, object Options)> Created => created;

    /// <inheritdoc/>
    public TPart Create<TPart>(ComponentChoice choice) where TPart : class
    {
        ComponentKind kind = KifCatalog.KindOf(typeof(TPart));
        string at = $"{owner}.{PropertyOf(choice) ?? kind.ToString().ToLowerInvariant()}";
        ComponentDefinition definition = catalog.ComponentsOf(kind).FirstOrDefault(c => c.Name == choice.Use)
            ?? throw new CompositionException($"{at}: {UnknownName.Message(kind.ToString(), choice.Use, catalog.ComponentsOf(kind).Select(c => c.Name))}");
        object own = source.Create(definition.OptionsType, kind, definition.Name);
        string path = $"{at}({choice.Use})";
        foreach ((string key, string value) in choice.Settings) OptionPath.Set(own, path, key, value);
        OptionsValidation.Validate(own, path);
        created.Add((choice, definition, own));
        return (TPart)definition.Create(own);
    }

    /// <summary>Returns the owner's option that holds the choice, or the choice that it was completed from.</summary>
    private string? PropertyOf(ComponentChoice choice)
    {
        (string Name, ComponentChoice Choice)[] all = options is null
            ? [] : [.. OptionReflection.Of(options).Where(o => o.Value is ComponentChoice).Select(o => (o.Name, (ComponentChoice)o.Value!))];
        return all.FirstOrDefault(o => ReferenceEquals(o.Choice, choice)).Name ?? all.FirstOrDefault(o => o.Choice.Use == choice.Use).Name;
    }
}

/// <summary>The source of the initial options of strategies and parts, before a composition changes them: each option's default.</summary>
internal class OptionsSource
{
    /// <summary>Creates a new options object that the caller may change.</summary>
    /// <param name="type">The options' class.</param>
    /// <param name="kind">The kind of the part; null for a strategy.</param>
    /// <param name="name">The name of the strategy or part.</param>
    public virtual object Create(Type type, ComponentKind? kind, string name) => Activator.CreateInstance(type)!;

    /// <summary>Returns the configured options of a strategy or part.</summary>
    public virtual IReadOnlyList<OptionValue> Configured(ComponentKind? kind, string name) => [];
}
