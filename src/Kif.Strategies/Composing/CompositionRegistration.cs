namespace Kif.Strategies;

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
