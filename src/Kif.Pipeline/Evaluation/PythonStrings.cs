using System.Globalization;
using System.Text;

namespace Kif;

/// <summary>
/// Python's whitespace and lower case: unlike in .NET, U+001C to U+001F are whitespace, İ becomes two characters, and Σ at a word's end becomes ς.
/// </summary>
internal static class PythonStrings
{
    /// <summary><c>" ".join(text.split())</c></summary>
    public static string JoinWords(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (!IsSpace(c)) result.Append(c);
            else if (result.Length > 0 && result[^1] != ' ') result.Append(' ');
        }
        return result.ToString().TrimEnd(' ');
    }

    /// <summary><c>text.strip()</c></summary>
    public static string Strip(string text)
    {
        int start = 0, end = text.Length;
        while (start < end && IsSpace(text[start])) start++;
        while (end > start && IsSpace(text[end - 1])) end--;
        return text[start..end];
    }

    /// <summary><c>text.lower()</c></summary>
    public static string Lower(string text)
    {
        if (text.AsSpan().IndexOfAny('İ', 'Σ') < 0) return text.ToLowerInvariant();
        var result = new StringBuilder(text.Length + 1);
        for (int i = 0; i < text.Length; i++)
            result.Append(text[i] switch { 'İ' => "i\u0307", 'Σ' => EndsWord(text, i) ? "ς" : "σ", var c => c.ToString() });
        return result.ToString().ToLowerInvariant();
    }

    /// <summary>Whether a letter follows a cased letter and precedes none, ignoring marks in between (Unicode's condition Final_Sigma).</summary>
    private static bool EndsWord(string text, int at)
    {
        int before = at - 1, after = at + 1;
        while (before >= 0 && IsMark(text[before])) before--;
        while (after < text.Length && IsMark(text[after])) after++;
        return before >= 0 && IsCased(text[before]) && !(after < text.Length && IsCased(text[after]));
    }

    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001c' and <= '\u001f';

    private static bool IsCased(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsMark(char c) => c is '\'' or '.' or ':' or '·' or '’' || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark
        or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
