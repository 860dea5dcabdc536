using Kif.Pipeline.Options;

namespace Kif.Testing;

/// <summary>A registered strategy with its options, to be checked.</summary>
/// <param name="Catalog">The catalog in which it is registered.</param>
/// <param name="Name">Its name, or several joined by plus signs.</param>
public sealed record StrategySubject(KifCatalog Catalog, string Name)
{
    /// <summary>Options that differ from their defaults, as paths and values. Default: none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>Options under which it changes nothing, on top of <see cref="Settings"/>; null if there are none. Default: null.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Inactive { get; init; }

    /// <summary>The tiny model that checks run on unless they say otherwise. Default: an encoder–decoder.</summary>
    public ConformanceModel Model { get; init; }

    /// <summary>The part that is checked; null for the strategy itself.</summary>
    internal SubjectPart? Part { get; init; }

    /// <summary>Composes the strategy, with further settings.</summary>
    internal StrategyComposition Compose(IEnumerable<KeyValuePair<string, string>> more) => new StrategyComposer(Catalog).Choose(Name, [.. Settings, .. more]).Compose();

    internal StrategyComposition Compose() => Compose([]);
}
