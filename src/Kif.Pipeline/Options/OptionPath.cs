using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Kif;

/// <summary>Sets properties of an options object by a dotted, case-insensitive path.</summary>
internal static class OptionPath
{
    /// <summary>Sets one option from text.</summary>
    /// <param name="options">The object that is changed.</param>
    /// <param name="owner">The start of its path in messages, e.g. <c>kif-lora</c>.</param>
    /// <param name="path">The path below it, e.g. <c>estimate.beta1</c>.</param>
    /// <param name="value">The value; numbers in invariant form, <c>null</c> for none.</param>
    /// <exception cref="CompositionException">The option is unknown, or the value is invalid; the message has path, value and allowed values.</exception>
    public static void Set(object options, string owner, string path, string value)
    {
        (string head, string rest) = path.Split('.', 2) is [var h, var r] ? (h, r) : (path, "");
        PropertyInfo[] all = OptionReflection.Properties(options.GetType());
        PropertyInfo property = all.FirstOrDefault(p => p.Name.Equals(head, StringComparison.OrdinalIgnoreCase))
            ?? throw new CompositionException(
                RenamedOptions.Name($"{owner}.{head}") ?? UnknownName.Message($"option of '{owner}'", head, all.Select(p => p.Name.ToLowerInvariant())));
        object? current = property.GetValue(options);
        if (current is ComponentChoice choice)
        {
            if (!IsUse(rest)) choice.Settings[rest] = value;
            else if (choice.Use != value)
            {
                // Earlier settings belong to another part.
                choice.Settings.Clear();
                choice.Use = value;
            }
            return;
        }
        if (rest.Length > 0)
        {
            if (current is null or ValueType or string) throw new CompositionException($"{owner}.{head} is a single value and has no option '{rest}'");
            Set(current, $"{owner}.{head}", rest, value);
            return;
        }
        if (property.SetMethod is not { IsPublic: true }) throw new CompositionException($"{owner}.{head} can't be set");
        property.SetValue(options, Parse($"{owner}.{head}", property, value));
    }

    /// <summary>Sets options of one origin: names of parts before the parts' options, in any order of the values.</summary>
    /// <exception cref="CompositionException">
    /// The option is unknown, or the value is invalid; the message includes the origin unless it is the code or the command line.
    /// </exception>
    internal static void SetAll(object options, string owner, IEnumerable<OptionValue> values)
    {
        bool Names(string path) =>
            OptionReflection.Of(options)
            .Any(o => o.Value is ComponentChoice && o.Name.Equals(WithoutUse(path), StringComparison.OrdinalIgnoreCase));
        foreach (OptionValue value in values.OrderBy(v => Names(v.Path) ? 0 : 1))
        {
            try
            {
                Set(options, owner, value.Path, value.Text);
            }
            catch (CompositionException e) when (value.Origin is not (OptionOrigin.Code or OptionOrigin.CommandLine))
            {
                throw new CompositionException($"{e.Message} ({value.Origin})");
            }
        }
    }

    /// <summary>Whether the rest of a path denotes the part's name.</summary>
    internal static bool IsUse(string rest) => rest.Length == 0 || rest.Equals("use", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns a path without a trailing <c>use</c>.</summary>
    internal static string WithoutUse(string path) => path.EndsWith(".use", StringComparison.OrdinalIgnoreCase) ? path[..^".use".Length] : path;

    /// <summary>Returns the values of an option's enum that are allowed: those of its <see cref="AllowedValuesAttribute"/>, or else all.</summary>
    internal static object[] Allowed(PropertyInfo property, Type plain) =>
        [.. property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.OfType<object>() ?? Enum.GetValues(plain).Cast<object>()];

    private static object? Parse(string path, PropertyInfo property, string value)
    {
        Type type = property.PropertyType, plain = Nullable.GetUnderlyingType(type) ?? type;
        if (value == "null" && plain != type) return null;
        if (plain.IsEnum)
            return Enum.TryParse(plain, value.Replace("-", "", StringComparison.Ordinal), true, out object? named) && Allowed(property, plain).Contains(named)
                ? named
                : throw new CompositionException($"{path} is '{DisplayText.Of(value, 200)}'; allowed: {string.Join(", ", Allowed(property, plain))}");
        try
        {
            return TypeDescriptor.GetConverter(plain).ConvertFromString(null, CultureInfo.InvariantCulture, value);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException)
        {
            throw new CompositionException($"{path} is '{DisplayText.Of(value, 200)}', which is no {Describe(plain)}");
        }
    }

    private static string Describe(Type type) =>
        type == typeof(int) || type == typeof(long) ? "whole number" : type == typeof(double) ? "number" : type == typeof(bool) ? "true or false" : type.Name;
}

/// <summary>Reads an options object by name.</summary>
internal static class OptionReflection
{
    /// <summary>Returns the options of an object: readable public properties, in ordinal order of their lower-case names.</summary>
    public static IEnumerable<(string Name, object? Value)> Of(object options) =>
        Properties(options.GetType()).Select(p => (Name: p.Name.ToLowerInvariant(), p.GetValue(options)))
        .OrderBy(p => p.Name, StringComparer.Ordinal);

    /// <summary>Returns the properties that are options: settable ones, and objects with nested options.</summary>
    public static PropertyInfo[] Properties(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetMethod is { IsPublic: true }
        && p.GetIndexParameters().Length == 0 && (p.SetMethod is { IsPublic: true } || !(p.PropertyType.IsValueType || p.PropertyType == typeof(string))))];

    /// <summary>Whether a value has nested options that are not a part's: a class other than a list or a .NET type.</summary>
    public static bool IsNested(object? value) => value is not (null or string or ValueType or ComponentChoice or System.Collections.IEnumerable or Delegate)
        && value.GetType().Namespace?.StartsWith("System", StringComparison.Ordinal) != true;

    /// <summary>Returns every single value with its path, nested options included; parts chosen by name are returned as choices.</summary>
    public static IEnumerable<(string Path, object? Value)> Flat(object options, string prefix = "") => Of(options).SelectMany(o =>
        IsNested(o.Value) ? Flat(o.Value!, $"{prefix}{o.Name}.") : [(prefix + o.Name, o.Value)]);

    /// <summary>Returns the ranges that a search may try, by the paths of <see cref="Flat"/>.</summary>
    public static IReadOnlyDictionary<string, SearchRangeAttribute> Ranges(object options) => new Dictionary<string, SearchRangeAttribute>(Ranges(options, ""));

    private static IEnumerable<KeyValuePair<string, SearchRangeAttribute>> Ranges(object options, string prefix) =>
        Properties(options.GetType()).SelectMany(p =>
        IsNested(p.GetValue(options)) ? Ranges(p.GetValue(options)!, $"{prefix}{p.Name.ToLowerInvariant()}.")
        : p.GetCustomAttribute<SearchRangeAttribute>() is { } range ? [new(prefix + p.Name.ToLowerInvariant(), range)] : []);

    /// <summary>Returns a copy of options that is independent of later changes to them, including nested options and choices of parts.</summary>
    public static object Copy(object options)
    {
        object copy = Activator.CreateInstance(options.GetType())!;
        CopyTo(copy, options);
        return copy;
    }

    private static void CopyTo(object copy, object options)
    {
        foreach (PropertyInfo property in Properties(options.GetType()))
        {
            (object? value, object? own) = (property.GetValue(options), property.GetValue(copy));
            if (value is ComponentChoice choice && own is ComponentChoice other) other.Take(choice);
            else if (IsNested(value) && own?.GetType() == value!.GetType()) CopyTo(own, value);
            else if (property.SetMethod is { IsPublic: true }) property.SetValue(copy, value);
        }
    }

    /// <summary>Converts a value to JSON.</summary>
    public static JsonValue? Json(object? value) => value switch
    {
        null => null,
        bool b => JsonValue.Create(b),
        int i => JsonValue.Create(i),
        long l => JsonValue.Create(l),
        double d when double.IsFinite(d) => JsonValue.Create(d == 0 ? 0 : d),
        IFormattable f => JsonValue.Create(f.ToString(null, System.Globalization.CultureInfo.InvariantCulture)),
        System.Collections.IEnumerable list and not string =>
            JsonValue.Create(
            string.Join(',', list.Cast<object?>().Select(i => i is IFormattable f ? f.ToString(null, System.Globalization.CultureInfo.InvariantCulture) : i))),
        _ => JsonValue.Create(value.ToString()),
    };
}

/// <summary>Writes an options object as paths and texts, the inverse of <see cref="OptionPath"/>.</summary>
internal static class OptionSerializer
{
    /// <summary>Returns the values that differ from the defaults, by the paths that <see cref="OptionPath.Set"/> takes.</summary>
    /// <exception cref="CompositionException">An option has a value that can't be written as one text.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Differing(object options) => [.. Of(options, Activator.CreateInstance(options.GetType())!, "")];

    private static IEnumerable<KeyValuePair<string, string>> Of(object options, object defaults, string prefix)
    {
        foreach (PropertyInfo property in OptionReflection.Properties(options.GetType()))
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
                    throw new CompositionException(
                        $"option '{path}' of {options.GetType().Name} is a list, which can't be written as one text; leave it at its default");
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
