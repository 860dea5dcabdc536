using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Kif;

/// <summary>Validates options by their data annotations.</summary>
internal static class OptionsValidation
{
    /// <summary>Throws if an option is out of range.</summary>
    /// <param name="options">The options, including nested ones; parts chosen by name are checked when they are created.</param>
    /// <param name="owner">The start of their paths in messages.</param>
    /// <exception cref="CompositionException">The message has each option's path, the value seen and what is allowed.</exception>
    public static void Validate(object options, string owner)
    {
        string[] messages = [.. Messages(options, owner)];
        if (messages.Length > 0) throw new CompositionException(string.Join("; ", messages));
    }

    /// <summary>Returns the violations; empty if there are none.</summary>
    internal static IEnumerable<string> Messages(object options, string owner)
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true);
        return found.SelectMany(r => r.MemberNames.DefaultIfEmpty("").Select(m => m.Length == 0 ? $"{owner}: {r.ErrorMessage}"
            : $"{owner}.{m.ToLowerInvariant()} is {Show(options, m)}{Separator(options, m)}{Allowed(options, m) ?? r.ErrorMessage}"))
            .Concat(OptionReflection.Of(options).Where(o => OptionReflection.IsNested(o.Value)).SelectMany(o => Messages(o.Value!, $"{owner}.{o.Name}")));
    }

    // A colon would read like the beginning of the list.
    private static string Separator(object options, string member) =>
        Allowed(options, member) is not null || Value(options, member) is IEnumerable and not string ? "; " : ": ";

    /// <summary>Says which values are allowed, in the words of all messages; null where the annotation has words of its own.</summary>
    private static string? Allowed(object options, string member)
    {
        PropertyInfo? property = options.GetType().GetProperty(member);
        ValidationAttribute? broken = property?.GetCustomAttributes<ValidationAttribute>().FirstOrDefault(a => !a.IsValid(property.GetValue(options)));
        return broken switch
        {
            { ErrorMessage: not null } or { ErrorMessageResourceName: not null } => null,
            RangeAttribute range => "allowed: " + Between(range),
            MinLengthAttribute { Length: 1 } => "allowed: one or more",
            MinLengthAttribute least => $"allowed: {least.Length} or more",
            RequiredAttribute => "a value is needed",
            AllowedValuesAttribute values => $"allowed: {string.Join(", ", values.Values.Select(Show))}",
            _ => null,
        };
    }

    private static string Between(RangeAttribute range)
    {
        string low = Show(range.Minimum), high = Show(range.Maximum);
        if (range.Maximum is int.MaxValue or double.PositiveInfinity or double.MaxValue) return range.MinimumIsExclusive ? $"above {low}" : $"{low} or more";
        return (range.MinimumIsExclusive, range.MaximumIsExclusive) switch
        {
            (false, false) => $"{low} to {high}",
            (true, false) => $"above {low}, up to {high}",
            (false, true) => $"{low} or more, and below {high}",
            _ => $"above {low} and below {high}",
        };
    }

    private static string Show(object options, string member) => Show(Value(options, member));

    private static object? Value(object options, string member) => options.GetType().GetProperty(member)?.GetValue(options);

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => text,
        IEnumerable list => string.Join(", ", list.Cast<object?>().Select(Show)) is { Length: > 0 } items ? items : "empty",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
