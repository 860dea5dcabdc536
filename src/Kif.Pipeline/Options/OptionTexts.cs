using System.Globalization;
using System.Reflection;

namespace Kif.Pipeline.Options;

/// <summary>Writes an options object as paths and texts, the inverse of <see cref="OptionPath"/>.</summary>
internal static class OptionTexts
{
    /// <summary>Returns the values that differ from the defaults, by the paths that <see cref="OptionPath.Set"/> takes.</summary>
    /// <exception cref="CompositionException">An option has a value that can't be written as one text.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Differing(object options) => [.. Of(options, Activator.CreateInstance(options.GetType())!, "")];

    /// <summary>Returns a copy of the options.</summary>
    public static T Copy<T>(T options) where T : class, new()
    {
        var copy = new T();
        foreach ((string path, string text) in Differing(options)) OptionPath.Set(copy, typeof(T).Name, path, text);
        return copy;
    }

    private static IEnumerable<KeyValuePair<string, string>> Of(object options, object defaults, string prefix)
    {
        foreach (PropertyInfo property in OptionNames.Properties(options.GetType()))
        {
            (object? value, object? usual, string path) = (property.GetValue(options), property.GetValue(defaults), prefix + property.Name.ToLowerInvariant());
            if (value is ComponentChoice choice && usual is ComponentChoice other)
            {
                if (choice.Use != other.Use) yield return new(path, choice.Use);
                foreach ((string key, string text) in choice.Settings) yield return new($"{path}.{key}", text);
            }
            else if (value is null or string || property.PropertyType.IsValueType)
            {
                if (property.SetMethod is { IsPublic: true } && !Equals(value, usual)) yield return new(path, Text(value));
            }
            else if (value is System.Collections.IEnumerable items)
            {
                if (usual is not System.Collections.IEnumerable own || !items.Cast<object>().SequenceEqual(own.Cast<object>()))
                    throw new CompositionException($"option '{path}' of {options.GetType().Name} is a list, which can't be written as one text; leave it at its default");
            }
            else if (usual is not null)
            {
                foreach (KeyValuePair<string, string> inner in Of(value, usual, path + '.')) yield return inner;
            }
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
