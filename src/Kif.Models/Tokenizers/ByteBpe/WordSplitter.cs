using System.Globalization;
using System.Text;

namespace Kif.Models.Tokenizers.ByteBpe;

/// <summary>
/// GPT-2's words, by hand over Unicode scalars: contractions ('s 't 're 've 'm 'll 'd), then a blank with letters, with numbers or with other signs, then blanks of which
/// the last stays with what follows. Optionally every number character is cut out first.
/// </summary>
/// <param name="digits">Whether every number character stands alone.</param>
/// <param name="words">Whether words are split at all.</param>
internal sealed class WordSplitter(bool digits, bool words)
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind { Letter, Number, Blank, Other }

    /// <summary>Start and length of each word; together they are the whole text.</summary>
    public IEnumerable<Range> Split(string text)
    {
        int from = 0;
        for (int i = 0; digits && i < text.Length;)
        {
            int width = Width(text, i);
            if (At(text, i) == Kind.Number)
            {
                foreach (Range word in Words(text, from, i)) yield return word;
                yield return i..(i + width);
                from = i + width;
            }
            i += width;
        }
        foreach (Range word in Words(text, from, text.Length)) yield return word;
    }

    private IEnumerable<Range> Words(string text, int from, int end)
    {
        if (!words)
        {
            if (from < end) yield return from..end;
            yield break;
        }
        while (from < end)
        {
            int next = Next(text, from, end);
            yield return from..next;
            from = next;
        }
    }

    private static int Next(string text, int i, int end)
    {
        if (text[i] == '\'')
            foreach (string c in Contractions)
                if (end - i >= c.Length && string.CompareOrdinal(text, i, c, 0, c.Length) == 0) return i + c.Length;
        int first = text[i] == ' ' && i + 1 < end ? i + 1 : i;
        Kind kind = At(text, first);
        if (kind != Kind.Blank) return Run(text, first, end, kind);
        int run = Run(text, i, end, Kind.Blank);
        if (run == end) return run;
        int last = run - 1;
        return last > i ? last : run;
    }

    private static int Run(string text, int i, int end, Kind kind)
    {
        while (i < end && At(text, i) == kind) i += Width(text, i);
        return i;
    }

    private static int Width(string text, int i) => char.IsHighSurrogate(text[i]) ? 2 : 1;

    private static Kind At(string text, int i)
    {
        if (text[i] < 128) return char.IsAsciiLetter(text[i]) ? Kind.Letter : char.IsAsciiDigit(text[i]) ? Kind.Number : text[i] is ' ' or >= '\t' and <= '\r' ? Kind.Blank : Kind.Other;
        Rune rune = Rune.GetRuneAt(text, i);
        if (Rune.IsWhiteSpace(rune)) return Kind.Blank;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Other,
        };
    }
}
