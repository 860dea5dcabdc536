using Kif.Pipeline.Options;

namespace Kif.Pipeline.Studies;

/// <summary>Creates parts of a catalog with their default options.</summary>
/// <param name="catalog">The catalog.</param>
internal sealed class StudyParts(KifCatalog catalog)
{
    private readonly ComponentSource source = new(catalog, "study");

    /// <summary>Creates the part of a name.</summary>
    public TPart One<TPart>(string name) where TPart : class => source.Create<TPart>(ComponentChoice.Of(name));

    /// <summary>Creates every registered part of a kind, by name in the order of registration.</summary>
    public IReadOnlyDictionary<string, TPart> All<TPart>() where TPart : class =>
        catalog.Components.Where(c => c.Kind == KifCatalog.KindOf(typeof(TPart))).ToDictionary(c => c.Name, c => One<TPart>(c.Name));
}
