using System.Text.RegularExpressions;

namespace Kif.Models.Patterns;

/// <summary>Translates the flags of a pattern of Python's <c>re</c>: i, m and s; u, the default, does nothing. Others are rejected by name.</summary>
internal static class PatternFlags
{
    private static readonly Dictionary<char, RegexOptions> Known = new()
    {
        ['i'] = RegexOptions.IgnoreCase, ['m'] = RegexOptions.Multiline, ['s'] = RegexOptions.Singleline, ['u'] = RegexOptions.None,
    };

    /// <summary>Reads flags after <c>(?</c>: those of the whole pattern, or the head, for .NET, of a group that sets and clears some.</summary>
    public static (RegexOptions? Whole, string Head, bool IgnoresCase) Read(PatternCursor cursor)
    {
        string on = Letters(cursor), off = cursor.Take("-") ? Letters(cursor) : "";
        if (on.Length == 0 && off.Length == 0) throw cursor.Refuse($"(?{(cursor.Ended ? "" : cursor.Next())}, which Python does not know or Kif does not have");
        if (off.Contains('u') || on.Any(off.Contains)) throw cursor.Refuse("a flag that can't be cleared here");
        if (off.Length == 0 && cursor.Take(")")) return (on.Aggregate(RegexOptions.None, (all, c) => all | Known[c]), "", on.Contains('i'));
        if (!cursor.Take(":")) throw cursor.Refuse("flags without their ':'");
        string set = on.Replace("u", "", StringComparison.Ordinal), head = off.Length > 0 ? $"(?{set}-{off}:" : set.Length > 0 ? $"(?{set}:" : "(?:";
        return (null, head, on.Contains('i'));
    }

    private static string Letters(PatternCursor cursor)
    {
        string letters = cursor.While(char.IsAsciiLetter);
        return letters.FirstOrDefault(c => !Known.ContainsKey(c)) is var bad && bad != 0 ? throw cursor.Refuse($"the flag '{bad}', which Kif does not have") : letters;
    }
}
