using System.Text.RegularExpressions;

namespace Kif.Reports.Units;

/// <summary>The name of a skill unit, taken apart: the module that it lies in, and which of that module it is.</summary>
internal static partial class UnitName
{
    /// <summary>The module of a unit: its name without a number at the end.</summary>
    public static string ModuleOf(string unit)
    {
        string module = Tail().Replace(unit, "").TrimEnd('.', '|', ' ', ':', '[', '/');
        return module.Length > 0 ? module : unit;
    }

    /// <summary>The beginning, up to a dot, that all names share; it says nothing.</summary>
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
