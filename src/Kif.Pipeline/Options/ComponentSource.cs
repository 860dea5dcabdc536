namespace Kif.Pipeline.Options;

/// <summary>Makes registered parts from choices, with their options set and validated.</summary>
/// <param name="catalog">What is registered.</param>
/// <param name="owner">The strategy that asks, for messages.</param>
public sealed class ComponentSource(KifCatalog catalog, string owner) : IComponentSource
{
    /// <inheritdoc/>
    public TPart Create<TPart>(ComponentChoice choice) where TPart : class
    {
        ComponentDefinition definition = catalog.Component(KifCatalog.KindOf(typeof(TPart)), choice.Use);
        object options = Activator.CreateInstance(definition.OptionsType)!;
        string path = $"{owner}.{definition.Kind.ToString().ToLowerInvariant()}({choice.Use})";
        foreach ((string key, string value) in choice.Settings) OptionPath.Set(options, path, key, value);
        OptionsCheck.Validate(options, path);
        return (TPart)definition.Create(options);
    }
}
