using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>White space, lines, parts and positions of strings as Python has them; positions and widths count code points.</summary>
internal static class PythonText
{
    /// <summary>Returns the number of code points.</summary>
    public static int Length(string text) => text.Length - text.Count(char.IsLowSurrogate);

    /// <summary>Returns the first code points, at most so many.</summary>
    public static string First(string text, int most) => most < text.Length ? string.Concat(text.EnumerateRunes().Take(most)) : text;

    /// <summary>Returns the character of a number, as <c>chr</c> does.</summary>
    public static string Character(long point) => point is >= 0 and < 0x110000 and not (>= 0xD800 and < 0xE000)
        ? char.ConvertFromUtf32((int)point) : throw new JinjaException($"{point} is no character.");

    public static bool IsSpace(char unit) => unit is >= '\x1C' and <= '\x1F' || char.IsWhiteSpace(unit);

    public static bool IsAlphanumeric(Rune rune) => Rune.IsLetter(rune) || PythonCase.IsNumeric(rune) || PythonCase.IsDigit(rune);

    /// <summary>Whether <c>repr</c> shows the character itself: neither control, format, private or unassigned, nor a space other than the blank.</summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    /// <summary>Removes white space, or the given characters, at the ends.</summary>
    public static string Strip(string text, string? characters, bool left = true, bool right = true)
    {
        Func<Rune, bool> drops = characters is null
            ? rune => rune.IsBmp && IsSpace((char)rune.Value)
            : characters.EnumerateRunes().ToHashSet().Contains;
        int start = 0, end = text.Length;
        while (left && start < end && Rune.GetRuneAt(text, start) is var rune && drops(rune)) start += rune.Utf16SequenceLength;
        while (right && start < end && Rune.DecodeLastFromUtf16(text.AsSpan(start, end - start), out Rune last, out int length) == 0 && drops(last))
            end -= length;
        return text[start..end];
    }

    /// <summary>Splits at line breaks; the last line may lack one.</summary>
    public static IEnumerable<string> Lines(string text, bool keepEnds = false)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = text.AsSpan(start).IndexOfAny("\n\r\v\f\x1C\x1D\x1E\x85\u2028\u2029") is >= 0 and var found ? start + found : text.Length;
            int next = end + (end == text.Length ? 0 : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1);
            yield return text[start..(keepEnds ? next : end)];
            start = next;
        }
    }

    /// <summary>Splits at a separator, or at runs of white space without empty parts at the ends; at most so many times (below 0: always).</summary>
    /// <param name="text">The string.</param>
    /// <param name="separator">The separator, not empty; null: white space.</param>
    /// <param name="most">The most splits.</param>
    /// <param name="fromRight">Whether the last separators count if there are more.</param>
    public static List<string> Split(string text, string? separator, int most, bool fromRight)
    {
        most = most < 0 ? int.MaxValue : most;
        if (separator is null) return fromRight ? SplitRight(text, most) : SplitLeft(text, most);
        List<(int Start, int End)> cuts = [.. Separators(text, separator, fromRight)];
        if (cuts.Count > most) cuts = fromRight ? cuts[^most..] : cuts[..most];
        var parts = new List<string>();
        int from = 0;
        foreach ((int start, int end) in cuts)
        {
            parts.Add(text[from..start]);
            from = end;
        }
        parts.Add(text[from..]);
        return parts;
    }

    private static List<string> SplitLeft(string text, int most)
    {
        var parts = new List<string>();
        for (int at = Skip(0, spaces: true); at < text.Length; at = Skip(at, spaces: true))
        {
            int end = parts.Count < most ? Skip(at, spaces: false) : text.Length;
            parts.Add(text[at..end]);
            at = end;
        }
        return parts;

        int Skip(int at, bool spaces)
        {
            while (at < text.Length && IsSpace(text[at]) == spaces) at++;
            return at;
        }
    }

    private static List<string> SplitRight(string text, int most)
    {
        var parts = new List<string>();
        for (int at = Skip(text.Length, spaces: true); at > 0; at = Skip(at, spaces: true))
        {
            int start = parts.Count < most ? Skip(at, spaces: false) : 0;
            parts.Insert(0, text[start..at]);
            at = start;
        }
        return parts;

        int Skip(int at, bool spaces)
        {
            while (at > 0 && IsSpace(text[at - 1]) == spaces) at--;
            return at;
        }
    }

    private static IEnumerable<(int Start, int End)> Separators(string text, string separator, bool fromRight)
    {
        var found = new List<(int, int)>();
        if (fromRight)
        {
            for (int at = text.LastIndexOf(separator, StringComparison.Ordinal); at >= 0;
                at = at < separator.Length ? -1 : text.LastIndexOf(separator, at - 1, at, StringComparison.Ordinal))
                found.Insert(0, (at, at + separator.Length));
        }
        else
        {
            for (int at = text.IndexOf(separator, StringComparison.Ordinal); at >= 0;
                at = text.IndexOf(separator, at + separator.Length, StringComparison.Ordinal))
                found.Add((at, at + separator.Length));
        }
        return found;
    }

    /// <summary>Fills a string up to a width.</summary>
    /// <param name="text">The string.</param>
    /// <param name="width">The width.</param>
    /// <param name="align"><c>&lt;</c> left, <c>&gt;</c> right, <c>^</c> in the middle, an odd blank as <c>str.center</c> has it.</param>
    /// <param name="fill">The character that fills.</param>
    public static string Pad(string text, int width, char align, string fill)
    {
        int pad = Math.Max(0, width - Length(text));
        int left = align switch { '<' => 0, '>' => pad, _ => (pad / 2) + (pad & width & 1) };
        return Repeated(fill, left) + text + Repeated(fill, pad - left);
    }

    public static string Repeated(string text, int times) => text.Length == 1 ? new string(text[0], times) : string.Concat(Enumerable.Repeat(text, times));

    public static string Tabs(string text, int size)
    {
        var (expanded, column) = (new StringBuilder(), 0);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value != '\t')
            {
                expanded.Append(rune);
                column = rune.Value is '\n' or '\r' ? 0 : column + 1;
                continue;
            }
            int blanks = size > 0 ? size - (column % size) : 0;
            expanded.Append(' ', blanks);
            column += blanks;
        }
        return expanded.ToString();
    }

    /// <summary>Replaces the first occurrences; below 0: all. An empty text stands before every character and at the end.</summary>
    public static string Replace(string text, string old, string with, int most)
    {
        if (old.Length > 0)
            return most < 0 ? text.Replace(old, with, StringComparison.Ordinal) : string.Join(with, Split(text, old, most, fromRight: false));
        var replaced = new StringBuilder();
        int left = most < 0 ? int.MaxValue : most;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (left-- > 0) replaced.Append(with);
            replaced.Append(rune);
        }
        return (left > 0 ? replaced.Append(with) : replaced).ToString();
    }
}
