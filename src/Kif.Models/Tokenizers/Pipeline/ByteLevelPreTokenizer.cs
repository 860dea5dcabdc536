using System.Globalization;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>The last stage before a byte-level model: a space before each part, then the words of GPT-2. (The model itself maps bytes.)</summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool useRegex) : IPreTokenizer
{
    private static readonly Gpt2Splitter Gpt2 = new();

    public void Apply(PreTokenizedText words)
    {
        if (addPrefixSpace)
        {
            words.Prefix(' ', _ => true);
        }

        if (useRegex)
        {
            words.Split(Gpt2);
        }
    }
}

/// <summary>Splits text exactly as <see cref="Pattern"/> does, but by code point (a .NET regex sees UTF-16 halves) and in one pass.</summary>
internal sealed class Gpt2Splitter : Splitter
{
    /// <summary>The regular expression of GPT-2.</summary>
    public const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum CharacterClass
    {
        Letter,
        Number,
        Space,
        Other,
    }

    /// <summary>Creates the splitter for a pattern that is GPT-2's, which then needs no regular expression; null for others.</summary>
    public static Gpt2Splitter? TryCreate(string pattern) => pattern == Pattern ? new() : null;

    public override void Split(string text, int start, int end, List<TextSegment> into, RuleBudget budget)
    {
        while (start < end)
        {
            var next = WordEnd(text.AsSpan(start, end - start));
            into.Add(new TextSegment(start, start + next));
            start += next;
        }
    }

    private static int WordEnd(ReadOnlySpan<char> text)
    {
        if (text[0] == '\'')
        {
            foreach (var contraction in Contractions)
            {
                if (text.StartsWith(contraction, StringComparison.Ordinal))
                {
                    return contraction.Length;
                }
            }
        }

        var skipped = text[0] == ' ' && text.Length > 1 ? 1 : 0;
        var kind = KindAt(text[skipped..], out var length);
        return kind == CharacterClass.Space ? BlankEnd(text) : skipped + length + RunEnd(text[(skipped + length)..], kind);
    }

    private static int RunEnd(ReadOnlySpan<char> text, CharacterClass kind)
    {
        var at = 0;
        while (at < text.Length && KindAt(text[at..], out var length) == kind)
        {
            at += length;
        }

        return at;
    }

    /// <summary>Finds the end of a run of whitespace, without its last character if a word follows, but with at least one.</summary>
    private static int BlankEnd(ReadOnlySpan<char> text)
    {
        var run = RunEnd(text, CharacterClass.Space);
        return run == text.Length || run == 1 ? run : run - 1;
    }

    private static CharacterClass KindAt(ReadOnlySpan<char> text, out int length)
    {
        var first = text[0];
        length = 1;
        if (first < 128)
        {
            return char.IsAsciiLetter(first) ? CharacterClass.Letter
                : char.IsAsciiDigit(first) ? CharacterClass.Number
                : first is ' ' or (>= '\t' and <= '\r') ? CharacterClass.Space : CharacterClass.Other;
        }

        Rune.DecodeFromUtf16(text, out var rune, out length);
        return Rune.IsWhiteSpace(rune) ? CharacterClass.Space : Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => CharacterClass.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterClass.Number,
            _ => CharacterClass.Other,
        };
    }
}
