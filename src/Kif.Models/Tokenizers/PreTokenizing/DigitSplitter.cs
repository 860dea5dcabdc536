using System.Globalization;
using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>Splits numbers (Unicode Nd, Nl and No) off from text, as single digits or as whole runs.</summary>
internal sealed class DigitSplitter(bool individual) : ISplitter
{
    public void Split(string text, int start, int end, List<TextSegment> into)
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
