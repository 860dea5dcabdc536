using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>Translates a character class, [ ], of Python's <c>re</c>, which has neither subtraction nor nested classes.</summary>
internal static class PatternClass
{
    /// <summary>Reads the class after its opening bracket and returns it for .NET.</summary>
    public static string Read(PatternCursor cursor)
    {
        var text = new StringBuilder("[");
        if (cursor.Take("^")) text.Append('^');
        for (bool first = true; ; first = false)
        {
            if (!first && cursor.Take("]")) return text.Append(']').ToString();
            (string? category, int low) = Member(cursor);
            int before = cursor.At;
            if (!cursor.Take("-"))
            {
                text.Append(category ?? PatternEscape.Literal(low));
                continue;
            }
            if (cursor.NextIs(']'))
            {
                cursor.Return(before);
                text.Append(category ?? PatternEscape.Literal(low));
                continue;
            }
            (string? other, int high) = Member(cursor);
            if (category is not null || other is not null || high < low) throw cursor.Refuse("a range of characters that is none");
            text.Append(PatternEscape.Literal(low)).Append('-').Append(PatternEscape.Literal(high));
        }
    }

    private static (string? Class, int Code) Member(PatternCursor cursor) => cursor.Next() is var c && c == '\\' ? PatternEscape.Read(cursor, true) : (null, c);
}

/// <summary>Translates escapes (backslashes) in a pattern of Python's <c>re</c>.</summary>
internal static class PatternEscape
{
    private const string Classes = "dDsSwW";

    /// <summary>Writes a literal character in a form that .NET accepts anywhere.</summary>
    public static string Literal(int code) => char.IsAsciiLetterOrDigit((char)code) || code == '_' ? ((char)code).ToString() : $@"\u{code:x4}";

    /// <summary>Reads the escape after a backslash: a class such as <c>\d</c>, or the code of a character. Back references are handled elsewhere.</summary>
    /// <param name="cursor">The position.</param>
    /// <param name="inClass">Whether it is within [ ].</param>
    public static (string? Class, int Code) Read(PatternCursor cursor, bool inClass)
    {
        char c = cursor.Next();
        if (Classes.Contains(c)) return ($@"\{c}", 0);
        if (c == '0' || (inClass && char.IsAsciiDigit(c))) return (null, Octal(cursor, c));
        return (null, c switch
        {
            'a' => 7,
            'b' when inClass => 8,
            't' => 9,
            'n' => 10,
            'v' => 11,
            'f' => 12,
            'r' => 13,
            'x' => Hexadecimal(cursor, 2),
            'u' => Hexadecimal(cursor, 4),
            'U' => Hexadecimal(cursor, 8),
            _ when !char.IsAsciiLetterOrDigit(c) => c,
            _ => throw cursor.Refuse($@"\{c}, which Python does not know or Kif does not have"),
        });
    }

    private static int Octal(PatternCursor cursor, char first)
    {
        string digits = first + cursor.While(d => d is >= '0' and <= '7', 2);
        if (first > '7') throw cursor.Refuse($@"\{first}, which is no character");
        int code = Convert.ToInt32(digits, 8);
        return code <= 255 ? code : throw cursor.Refuse($@"\{digits}, which is above \377");
    }

    private static int Hexadecimal(PatternCursor cursor, int length)
    {
        string digits = cursor.While(char.IsAsciiHexDigit, length);
        return digits.Length == length && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) && code is >= 0
            and <= char.MaxValue
            ? code
            : throw cursor.Refuse($"the code '{digits}', which is too short or no character of the basic plane");
    }
}

/// <summary>A repetition in a pattern of Python's <c>re</c>.</summary>
/// <param name="Least">The minimum.</param>
/// <param name="Most">The maximum; infinite for no limit.</param>
/// <param name="Mark">Lazy (?), possessive (+), or empty for greedy.</param>
internal readonly record struct PatternRepeat(int Least, double Most, string Mark)
{
    /// <summary>Reads a repetition; null, with the position unchanged, if there is none.</summary>
    public static PatternRepeat? Read(PatternCursor cursor)
    {
        (int Least, double Most)? count =
            cursor.Take("*") ? (0, double.PositiveInfinity) :
            cursor.Take("+") ? (1, double.PositiveInfinity) :
            cursor.Take("?") ? (0, 1) : Counted(cursor);
        return count is not var (least, most) ? null : new(least, most, cursor.Take("?") ? "?" : cursor.Take("+") ? "+" : "");
    }

    /// <summary>Returns the repeated part for .NET, which has atomic groups instead of possessive repetition.</summary>
    public string Of(string part)
    {
        string most = double.IsInfinity(Most) ? "" : Most.ToString(CultureInfo.InvariantCulture);
        string repeated = string.Create(CultureInfo.InvariantCulture, $"{part}{{{Least},{most}}}");
        return Mark == "+" ? $"(?>{repeated})" : repeated + Mark;
    }

    /// <summary>Reads a count in braces; braces around anything else are ordinary characters.</summary>
    private static (int, double)? Counted(PatternCursor cursor)
    {
        int start = cursor.At;
        if (!cursor.Take("{")) return null;
        string least = cursor.While(char.IsAsciiDigit), most = cursor.Take(",") ? cursor.While(char.IsAsciiDigit) : least;
        bool empty = cursor.At == start + 1;
        if (empty || !cursor.Take("}"))
        {
            cursor.Return(start);
            return null;
        }
        int low = least.Length == 0 ? 0 : Number(cursor, least);
        double high = most.Length == 0 ? double.PositiveInfinity : Number(cursor, most);
        return low <= high ? (low, high) : throw cursor.Refuse("a repetition whose least is above its most");
    }

    private static int Number(PatternCursor cursor, string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        ? number : throw cursor.Refuse($"the count {digits}, which is too large");
}

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
        return letters.FirstOrDefault(c => !Known.ContainsKey(c)) is var bad && bad != 0
            ? throw cursor.Refuse($"the flag '{bad}', which Kif does not have") : letters;
    }
}
