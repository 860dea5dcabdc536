using System.Globalization;
using System.Text;

namespace Kif;

/// <summary>Formats text from files for messages: cut to a sane length, on one line, without characters that a terminal interprets or hides.</summary>
public static class ShownText
{
    /// <summary>The default maximum number of characters.</summary>
    public const int Length = 80;

    /// <summary>Returns the text with control and format characters, line ends and lone surrogates as <c>\uXXXX</c>, and "…" where it was cut.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The maximum number of characters kept. Default: 80.</param>
    public static string Of(string text, int length = Length)
    {
        bool cut = text.Length > length;
        ReadOnlySpan<char> kept = cut ? text.AsSpan(0, length) : text;
        if (!cut && IsPlain(kept)) return text;
        var shown = new StringBuilder(kept.Length + 8);
        while (Rune.DecodeFromUtf16(kept, out Rune rune, out int taken) is var status && taken > 0)
        {
            if (status == System.Buffers.OperationStatus.Done && !IsHidden(Rune.GetUnicodeCategory(rune))) shown.Append(rune);
            else if (!cut || taken < kept.Length) foreach (char unit in kept[..taken]) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            kept = kept[taken..];
        }
        return cut ? shown.Append('…').ToString() : shown.ToString();
    }

    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        foreach (char unit in text)
        {
            if (IsHidden(char.GetUnicodeCategory(unit))) return false;
        }
        return true;
    }

    private static bool IsHidden(UnicodeCategory category) => category
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
