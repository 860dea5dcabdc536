using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Kif.Pipeline.Descriptions;

namespace Kif.Pipeline.Options;

/// <summary>Sets properties of an options object by a dotted, case-insensitive path.</summary>
public static class OptionPath
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
        PropertyInfo[] all = OptionNames.Properties(options.GetType());
        PropertyInfo property = all.FirstOrDefault(p => p.Name.Equals(head, StringComparison.OrdinalIgnoreCase))
            ?? throw new CompositionException(UnknownName.Message($"option of '{owner}'", head, all.Select(p => p.Name.ToLowerInvariant())));
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
        property.SetValue(options, Parse($"{owner}.{head}", property.PropertyType, value));
    }

    /// <summary>Sets options of one origin: names of parts before the parts' options, in any order of the settings.</summary>
    /// <exception cref="CompositionException">
    /// The option is unknown, or the value is invalid; the message includes the origin unless it is the code or the command line.
    /// </exception>
    internal static void SetAll(object options, string owner, IEnumerable<OptionSetting> settings)
    {
        bool Names(string path) => OptionNames.Of(options).Any(o => o.Value is ComponentChoice && o.Name.Equals(OptionOrigins.Plain(path), StringComparison.OrdinalIgnoreCase));
        foreach (OptionSetting setting in settings.OrderBy(s => Names(s.Path) ? 0 : 1))
        {
            try
            {
                Set(options, owner, setting.Path, setting.Value);
            }
            catch (CompositionException e) when (setting.Origin is not (OptionOrigin.Code or OptionOrigin.CommandLine))
            {
                throw new CompositionException($"{e.Message} ({setting.Origin})");
            }
        }
    }

    /// <summary>Whether the rest of a path denotes the part's name.</summary>
    internal static bool IsUse(string rest) => rest.Length == 0 || rest.Equals("use", StringComparison.OrdinalIgnoreCase);

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
