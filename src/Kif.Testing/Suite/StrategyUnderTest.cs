using System.Globalization;
using System.Reflection;

namespace Kif.Testing;

/// <summary>A registered strategy with its options, to be checked.</summary>
/// <param name="Catalog">The catalog in which it is registered.</param>
/// <param name="Name">Its name, or several joined by plus signs.</param>
internal sealed record StrategyUnderTest(KifCatalog Catalog, string Name)
{
    /// <summary>Options that differ from their defaults, as paths and values. Default: none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>Options under which it changes nothing, on top of <see cref="Settings"/>; null if there are none. Default: null.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Inactive { get; init; }

    /// <summary>The tiny model that checks run on unless they say otherwise. Default: an encoder–decoder.</summary>
    public ConformanceModel Model { get; init; }

    /// <summary>The part that is checked; null for the strategy itself.</summary>
    public PartSlot? Part { get; init; }

    /// <summary>The trace of the usual run of three tasks, which several checks compare theirs with; made at the first use.</summary>
    public RunTrace Usual => usual ??= RunTrace.OfThreeTasks(this);

    private RunTrace? usual;

    /// <summary>Composes the strategy, with further settings.</summary>
    public StrategyComposition Compose(IEnumerable<KeyValuePair<string, string>> more) =>
        new StrategyComposer(Catalog).Choose(Name, [.. Settings, .. more]).Compose();

    public StrategyComposition Compose() => Compose([]);
}

/// <summary>The place of a part within a strategy.</summary>
/// <param name="Definition">Its entry in the catalog.</param>
/// <param name="Path">The option that chooses it, e.g. <c>fuse</c>.</param>
internal sealed record PartSlot(ComponentDefinition Definition, string Path);

/// <summary>An options object as paths and values, as in files and command lines.</summary>
internal static class ChangedOptions
{
    /// <summary>Lists the options that differ from their defaults.</summary>
    /// <param name="options">The object.</param>
    /// <param name="prefix">The beginning of every path.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of<TOptions>(TOptions options, string prefix = "") where TOptions : class, new()
    {
        var defaults = new TOptions();
        return [.. typeof(TOptions).GetProperties().Where(p => p.CanRead).SelectMany(p => Of(prefix + p.Name.ToLowerInvariant(), p, options, defaults))];
    }

    private static IEnumerable<KeyValuePair<string, string>> Of(string path, PropertyInfo property, object options, object defaults)
    {
        object? value = property.GetValue(options), usual = property.GetValue(defaults);
        if (value is ComponentChoice choice)
        {
            yield return new(path, choice.Use);
            foreach ((string key, string text) in choice.Settings) yield return new($"{path}.{key}", text);
        }
        else if (property.CanWrite && !Equals(value, usual))
            yield return new(path, Convert.ToString(value, CultureInfo.InvariantCulture) is { } text && value is not null ? text : "null");
    }
}
