namespace Kif.Strategies;

/// <summary>Registers strategies that are put together in code from registered ones.</summary>
public static class CompositionRegistration
{
    /// <summary>Registers a strategy as a composition: <c>kif.AddStrategy("mine", "one line", s => s.Decompose("rank").Estimate("mixed").Fuse("adaptive"))</c>.</summary>
    /// <param name="catalog">The catalog; what the composition names must be in it already.</param>
    /// <param name="name">Lower-case letters, digits and the signs - and +; unique.</param>
    /// <param name="description">One line for listings.</param>
    /// <param name="compose">Says what it is made of.</param>
    /// <exception cref="ArgumentException">The name is malformed or taken.</exception>
    /// <exception cref="CompositionException">It names something that is not registered. Options are checked when it is composed.</exception>
    public static KifCatalog AddStrategy(this KifCatalog catalog, string name, string description, Action<CompositionBuilder> compose)
    {
        var builder = new CompositionBuilder(catalog);
        compose(builder);
        return catalog.AddComposition(builder.Build(name, description));
    }
}
