using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace Kif.Pipeline.Options;

/// <summary>Sets properties of an options object by a dotted, case-insensitive path.</summary>
public static class OptionPath
{
    /// <summary>Sets one option from text.</summary>
    /// <param name="options">The object that is changed.</param>
    /// <param name="owner">Where its own path begins, for messages; e.g. <c>kif-lora</c>.</param>
    /// <param name="path">The path below it, e.g. <c>estimate.beta1</c>.</param>
    /// <param name="value">The value; numbers in invariant form, <c>null</c> for none.</param>
    /// <exception cref="CompositionException">No such option, or a value that does not fit; the message has path, value and what is allowed.</exception>
    public static void Set(object options, string owner, string path, string value)
    {
        (string head, string rest) = path.Split('.', 2) is [var h, var r] ? (h, r) : (path, "");
        PropertyInfo[] all = [.. options.GetType().GetProperties().Where(p => p.GetMethod is { IsPublic: true })];
        PropertyInfo property = all.FirstOrDefault(p => p.Name.Equals(head, StringComparison.OrdinalIgnoreCase))
            ?? throw new CompositionException(UnknownName.Message($"option of '{owner}'", head, all.Select(p => p.Name.ToLowerInvariant())));
        object? current = property.GetValue(options);
        if (current is ComponentChoice choice)
        {
            if (rest.Length == 0 || rest.Equals("use", StringComparison.OrdinalIgnoreCase)) choice.Use = value;
            else choice.Settings[rest] = value;
            return;
        }
        if (rest.Length > 0)
        {
            if (current is null or ValueType or string) throw new CompositionException($"{owner}.{head} is a single value and has no option '{rest}'");
            Set(current, $"{owner}.{head}", rest, value);
            return;
        }
        property.SetValue(options, Parse($"{owner}.{head}", property.PropertyType, value));
    }

    private static object? Parse(string path, Type type, string value)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (value == "null" && plain != type) return null;
        if (plain.IsEnum)
            return Enum.TryParse(plain, value.Replace("-", "", StringComparison.Ordinal), true, out object? named) && Enum.IsDefined(plain, named)
                ? named
                : throw new CompositionException($"{path} is '{value}'; allowed: {string.Join(", ", Enum.GetNames(plain))}");
        try
        {
            return TypeDescriptor.GetConverter(plain).ConvertFromString(null, CultureInfo.InvariantCulture, value);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException)
        {
            throw new CompositionException($"{path} is '{value}', which is no {Describe(plain)}");
        }
    }

    private static string Describe(Type type) => type == typeof(int) || type == typeof(long) ? "whole number" : type == typeof(double) ? "number" : type == typeof(bool) ? "true or false" : type.Name;
}
