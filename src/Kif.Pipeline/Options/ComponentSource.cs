namespace Kif.Pipeline.Options;

/// <summary>Creates registered parts from choices, with their options set and validated.</summary>
public sealed class ComponentSource : IComponentSource
{
    private readonly KifCatalog catalog;
    private readonly string owner;
    private readonly object? options;
    private readonly IOptionsSource source;
    private readonly List<MadePart> made = [];

    /// <summary>Creates a source with default options.</summary>
    /// <param name="catalog">The registered parts.</param>
    /// <param name="owner">The name of the requesting strategy, for messages.</param>
    public ComponentSource(KifCatalog catalog, string owner) : this(catalog, owner, null, new DefaultOptions()) { }

    internal ComponentSource(KifCatalog catalog, string owner, object? options, IOptionsSource source) =>
        (this.catalog, this.owner, this.options, this.source) = (catalog, owner, options, source);

    /// <summary>The parts created so far.</summary>
    internal IReadOnlyList<MadePart> Made => made;

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
        OptionsCheck.Validate(own, path);
        made.Add(new(choice, definition, own));
        return (TPart)definition.Create(own);
    }

    /// <summary>Returns the owner's option that holds the choice, or the choice that it was completed from.</summary>
    private string? PropertyOf(ComponentChoice choice)
    {
        (string Name, ComponentChoice Choice)[] all = options is null ? [] : [.. OptionNames.Of(options).Where(o => o.Value is ComponentChoice).Select(o => (o.Name, (ComponentChoice)o.Value!))];
        return all.FirstOrDefault(o => ReferenceEquals(o.Choice, choice)).Name ?? all.FirstOrDefault(o => o.Choice.Use == choice.Use).Name;
    }
}
