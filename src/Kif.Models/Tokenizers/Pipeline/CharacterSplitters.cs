using System.Buffers;
using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>Splits at whitespace, which is dropped.</summary>
internal sealed class WhitespaceSplitter : Splitter
{
    private static readonly SearchValues<char> Blanks =
        SearchValues.Create([.. Enumerable.Range(0, char.MaxValue).Select(c => (char)c).Where(char.IsWhiteSpace)]);

    public override void Split(string text, int start, int end, List<TextSegment> into, RuleBudget budget)
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

/// <summary>Splits into runs of word characters and runs of others, without whitespace: the matches of <c>\w+|[^\w\s]+</c> in Rust.</summary>
internal sealed class WordSplitter : Splitter
{
    public override void Split(string text, int start, int end, List<TextSegment> into, RuleBudget budget)
    {
        bool? word = null;
        for (int at = start, next; at < end; at = next)
        {
            var rune = Rune.GetRuneAt(text, at);
            next = at + rune.Utf16SequenceLength;
            bool? kind = Rune.IsWhiteSpace(rune) ? null : IsWord(rune);
            if (kind is not null && kind == word)
            {
                into[^1] = into[^1] with { End = next };
            }
            else if (kind is not null)
            {
                into.Add(new TextSegment(at, next));
            }

            word = kind;
        }
    }

    /// <summary>Whether a character is alphabetic, a mark, a decimal digit, a connector or a joiner, as Unicode's annex 18 says.</summary>
    private static bool IsWord(Rune rune) => rune.IsAscii ? Rune.IsLetterOrDigit(rune) || rune.Value == '_'
        : Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation => true,
            // The joiners, and the symbols that are alphabetic: letters in circles and squares.
            _ => rune.Value is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169)
                or (>= 0x1F170 and <= 0x1F189),
        };
}

/// <summary>Splits at whitespace, which is dropped, and around every punctuation character.</summary>
internal sealed class BertSplitter : Splitter
{
    private enum CharacterClass
    {
        Word,
        Blank,
        Punctuation,
    }

    public override void Split(string text, int start, int end, List<TextSegment> into, RuleBudget budget)
    {
        for (var at = start; at < end;)
        {
            var kind = KindAt(text.AsSpan(at, end - at), out var length);
            if (kind == CharacterClass.Word)
            {
                at += length;
                continue;
            }

            Word(at);
            if (kind == CharacterClass.Punctuation)
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

    private static CharacterClass KindAt(ReadOnlySpan<char> text, out int length)
    {
        length = 1;
        if (text[0] < 128)
        {
            return char.IsAsciiLetterOrDigit(text[0]) ? CharacterClass.Word
                : text[0] is ' ' or (>= '\t' and <= '\r') ? CharacterClass.Blank
                : text[0] is > ' ' and < '\x7F' ? CharacterClass.Punctuation : CharacterClass.Word;
        }

        Rune.DecodeFromUtf16(text, out var rune, out length);
        return Rune.IsWhiteSpace(rune) ? CharacterClass.Blank
            : UnicodeTables.Shared.BertPunctuation.Contains(rune.Value) ? CharacterClass.Punctuation : CharacterClass.Word;
    }
}

/// <summary>Splits numbers (Unicode Nd, Nl and No) off from text, as single digits or as whole runs.</summary>
internal sealed class DigitSplitter(bool individual) : Splitter
{
    public override void Split(string text, int start, int end, List<TextSegment> into, RuleBudget budget)
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
