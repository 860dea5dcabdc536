using System.Text.RegularExpressions;

namespace Kif.Reports.Units;

/// <summary>The name of a skill unit, split into its module and its number there.</summary>
internal static partial class UnitName
{
    /// <summary>Returns the module of a unit: its name without the number at the end.</summary>
    public static string ModuleOf(string unit)
    {
        string module = Tail().Replace(unit, "").TrimEnd('.', '|', ' ', ':', '[', '/');
        return module.Length > 0 ? module : unit;
    }

    /// <summary>Returns the length of the prefix, up to a dot, that all names share.</summary>
    public static int SharedPrefix(IReadOnlyList<string> names)
    {
        if (names.Count < 2) return 0;
        int length = 0;
        while (length < names.Min(n => n.Length) && names.All(n => n[length] == names[0][length])) length++;
        return names[0].AsSpan(0, length).LastIndexOf('.') + 1;
    }

    [GeneratedRegex(@"(\|+|[\s.:\[/_-](rank|row|column|unit|entry)?\s*)\d+\]?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tail();
}
