using System.Globalization;

namespace Kif.Models.Patterns;

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
        return digits.Length == length && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) && code is >= 0 and <= char.MaxValue
            ? code
            : throw cursor.Refuse($"the code '{digits}', which is too short or no character of the basic plane");
    }
}
