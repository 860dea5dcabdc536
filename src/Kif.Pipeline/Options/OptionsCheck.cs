using System.ComponentModel.DataAnnotations;

namespace Kif.Pipeline.Options;

/// <summary>Validates options by their data annotations.</summary>
public static class OptionsCheck
{
    /// <summary>Refuses options that are out of range.</summary>
    /// <param name="options">What is checked, nested options of this library too.</param>
    /// <param name="owner">Where their path begins, for messages.</param>
    /// <exception cref="CompositionException">The message has each option's path, the value seen and what is allowed.</exception>
    public static void Validate(object options, string owner)
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true);
        string[] messages = [.. found.SelectMany(r => r.MemberNames.Select(m => $"{owner}.{m.ToLowerInvariant()} is {Show(options, m)}: {r.ErrorMessage}"))];
        if (messages.Length > 0) throw new CompositionException(string.Join("; ", messages));
    }

    private static object Show(object options, string member) => options.GetType().GetProperty(member)?.GetValue(options) ?? "null";
}
