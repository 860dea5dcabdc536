using System.Globalization;
using System.Text;

namespace Kif;

/// <summary>Texts of files as messages show them: cut to a sane length, on one line, without characters that a terminal obeys or hides.</summary>
public static class ShownText
{
    /// <summary>The usual most characters.</summary>
    public const int Length = 80;

    /// <summary>The text; control and format characters, line ends and halves of surrogate pairs as <c>\uXXXX</c>, "…" where it was cut.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The most characters that are kept. Default: 80.</param>
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
