using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>Splits at whitespace, which is dropped, and around every punctuation character.</summary>
internal sealed class BertSplitter : ISplitter
{
    private enum Kind
    {
        Word,
        Blank,
        Punctuation,
    }

    public void Split(string text, int start, int end, List<TextSegment> into)
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
