using System.Buffers;
using System.Globalization;
using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>Tests for a word character (letter, mark, decimal digit, connector, joiner) at an end of a text.</summary>
internal static class WordCharacter
{
    public static bool Starts(ReadOnlySpan<char> text) => Rune.DecodeFromUtf16(text, out var rune, out _) == OperationStatus.Done && Is(rune);

    public static bool Ends(ReadOnlySpan<char> text) => Rune.DecodeLastFromUtf16(text, out var rune, out _) == OperationStatus.Done && Is(rune);

    private static bool Is(Rune rune) => rune.Value is 0x200C or 0x200D || Rune.GetUnicodeCategory(rune)
        is <= UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;
}
