using System.Reflection;
using System.Text.Json.Nodes;

namespace Kif.Pipeline.Options;

/// <summary>Reads an options object by name.</summary>
internal static class OptionNames
{
    /// <summary>Returns the options of an object: readable public properties, in ordinal order of their lower-case names.</summary>
    public static IEnumerable<(string Name, object? Value)> Of(object options) => Properties(options.GetType()).Select(p => (Name: p.Name.ToLowerInvariant(), p.GetValue(options)))
        .OrderBy(p => p.Name, StringComparer.Ordinal);

    /// <summary>Returns the properties that are options: settable ones, and objects with nested options.</summary>
    public static PropertyInfo[] Properties(Type type) => [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetMethod is { IsPublic: true }
        && p.GetIndexParameters().Length == 0 && (p.SetMethod is { IsPublic: true } || !(p.PropertyType.IsValueType || p.PropertyType == typeof(string))))];

    /// <summary>Whether a value has nested options that are not a part's: a class other than a list or a .NET type.</summary>
    public static bool IsNested(object? value) => value is not (null or string or ValueType or ComponentChoice or System.Collections.IEnumerable or Delegate)
        && value.GetType().Namespace?.StartsWith("System", StringComparison.Ordinal) != true;

    /// <summary>Returns every single value with its path, nested options included; parts chosen by name are returned as choices.</summary>
    public static IEnumerable<(string Path, object? Value)> Flat(object options, string prefix = "") => Of(options).SelectMany(o =>
        IsNested(o.Value) ? Flat(o.Value!, $"{prefix}{o.Name}.") : [(prefix + o.Name, o.Value)]);

    /// <summary>Returns the ranges that a search may try, by the paths of <see cref="Flat"/>.</summary>
    public static IReadOnlyDictionary<string, SearchRangeAttribute> Ranges(object options) => new Dictionary<string, SearchRangeAttribute>(Ranges(options, ""));

    private static IEnumerable<KeyValuePair<string, SearchRangeAttribute>> Ranges(object options, string prefix) => Properties(options.GetType()).SelectMany(p =>
        IsNested(p.GetValue(options)) ? Ranges(p.GetValue(options)!, $"{prefix}{p.Name.ToLowerInvariant()}.")
        : p.GetCustomAttribute<SearchRangeAttribute>() is { } range ? [new(prefix + p.Name.ToLowerInvariant(), range)] : []);

    /// <summary>Converts a value to JSON.</summary>
    public static JsonValue? Json(object? value) => value switch
    {
        null => null,
        bool b => JsonValue.Create(b),
        int i => JsonValue.Create(i),
        long l => JsonValue.Create(l),
        double d when double.IsFinite(d) => JsonValue.Create(d == 0 ? 0 : d),
        IFormattable f => JsonValue.Create(f.ToString(null, System.Globalization.CultureInfo.InvariantCulture)),
        System.Collections.IEnumerable list and not string => JsonValue.Create(string.Join(',', list.Cast<object?>().Select(i => i is IFormattable f ? f.ToString(null, System.Globalization.CultureInfo.InvariantCulture) : i))),
        _ => JsonValue.Create(value.ToString()),
    };
}
