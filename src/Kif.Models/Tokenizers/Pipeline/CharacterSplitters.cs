using System.Buffers;
using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>Splits at whitespace, which is dropped.</summary>
internal sealed class WhitespaceSplitter : Splitter
{
    private static readonly SearchValues<char> Blanks =
        SearchValues.Create([.. Enumerable.Range(0, char.MaxValue).Select(c => (char)c).Where(char.IsWhiteSpace)]);

    public override void Split(string text, int start, int end, List<TextSegment> into)
    {
        while (start < end)
        {
            var length = text.AsSpan(start, end - start).IndexOfAny(Blanks) is >= 0 and var blank ? blank : end - start;
            if (length > 0)
            {
                into.Add(new TextSegment(start, start + length));
            }

            start += length + 1;
        }
    }
}

/// <summary>Splits at whitespace, which is dropped, and around every punctuation character.</summary>
internal sealed class BertSplitter : Splitter
{
    private enum Kind
    {
        Word,
        Blank,
        Punctuation,
    }

    public override void Split(string text, int start, int end, List<TextSegment> into)
    {
        for (var at = start; at < end;)
        {
            var kind = KindAt(text.AsSpan(at, end - at), out var length);
            if (kind == Kind.Word)
            {
                at += length;
                continue;
            }

            Word(at);
            if (kind == Kind.Punctuation)
            {
                into.Add(new TextSegment(at, at + length));
            }

            at += length;
            start = at;
        }

        Word(end);

        void Word(int to)
        {
            if (start < to)
            {
                into.Add(new TextSegment(start, to));
            }
        }
    }

    private static Kind KindAt(ReadOnlySpan<char> text, out int length)
    {
        length = 1;
        if (text[0] < 128)
        {
            return char.IsAsciiLetterOrDigit(text[0]) ? Kind.Word
                : text[0] is ' ' or (>= '\t' and <= '\r') ? Kind.Blank
                : text[0] is > ' ' and < '\x7F' ? Kind.Punctuation : Kind.Word;
        }

        Rune.DecodeFromUtf16(text, out var rune, out length);
        return Rune.IsWhiteSpace(rune) ? Kind.Blank : UnicodeTables.Shared.BertPunctuation.Contains(rune.Value) ? Kind.Punctuation : Kind.Word;
    }
}

/// <summary>Splits numbers (Unicode Nd, Nl and No) off from text, as single digits or as whole runs.</summary>
internal sealed class DigitSplitter(bool individual) : Splitter
{
    public override void Split(string text, int start, int end, List<TextSegment> into)
    {
        var pieces = new MatchPieces(individual ? SplitBehavior.Isolated : SplitBehavior.Contiguous, into);
        var gap = start;
        for (var at = start; at < end;)
        {
            var rune = Rune.GetRuneAt(text, at);
            var next = at + rune.Utf16SequenceLength;
            if (IsNumber(rune))
            {
                pieces.Add(gap, at, match: false);
                pieces.Add(at, next, match: true);
                gap = next;
            }

            at = next;
        }

        pieces.Add(gap, end, match: false);
    }

    private static bool IsNumber(Rune rune) => rune.IsAscii
        ? rune.Value is >= '0' and <= '9'
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
