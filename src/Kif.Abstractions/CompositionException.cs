using System.Globalization;
using System.Text;

namespace Kif;

/// <summary>The error of parts, options or a model that do not go together; thrown when they are composed, before any work is done.</summary>
/// <param name="message">The problem, the value seen and the values allowed.</param>
/// <param name="inner">The cause; null for none.</param>
public sealed class CompositionException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Formats messages about unknown names.</summary>
internal static class UnknownName
{
    private const int Compared = 200;

    /// <summary>Names what was not found, the nearest name, and all known names; names are formatted by <see cref="DisplayText"/>.</summary>
    public static string Message(string kind, string name, IEnumerable<string> known)
    {
        string[] names = [.. known.Select(k => DisplayText.Of(k))];
        string? best = name.Length > Compared ? null : names.MinBy(k => Distance(name, k));
        string near = best is not null && Distance(name, best) <= Math.Max(2, name.Length / 3) ? $"; did you mean '{best}'?" : ".";
        return $"no {kind} is named '{DisplayText.Of(name)}'{near} There are: {string.Join(", ", names)}";
    }

    /// <summary>Counts the edits (insertions, deletions, substitutions) between two words, ignoring case.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j],
                    Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1)));
        }
        return row[b.Length];
    }
}

/// <summary>Formats text from files for messages: cut to a sane length, on one line, without characters that a terminal interprets or hides.</summary>
internal static class DisplayText
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
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate;
}
