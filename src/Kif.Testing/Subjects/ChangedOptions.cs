using System.Globalization;
using System.Reflection;

namespace Kif.Testing;

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
        else if (property.CanWrite && !Equals(value, usual)) yield return new(path, Convert.ToString(value, CultureInfo.InvariantCulture) is { } text && value is not null ? text : "null");
    }
}
