using System.Buffers;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>BERT's normalizer: removes control characters, puts spaces around Chinese characters, strips accents, lowercases.</summary>
internal sealed class BertNormalizer(BertNormalizerSettings settings) : INormalizer
{
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(' ', 95).Select(c => (char)c)]);

    private readonly UnicodeForm _decomposed = new(composes: false, compatible: false);
    private readonly StripAccentsNormalizer _accents = new(UnicodeTables.Shared.BertMarks);

    public string Normalize(string text, RuleBudget budget)
    {
        var before = text.Length;
        if (!Ascii.IsValid(text) || text.AsSpan().ContainsAnyExcept(Plain))
        {
            text = settings.CleanText ? Cleaned(text) : text;
            text = settings.ChineseCharacters ? Spaced(text) : text;
            text = settings.StripAccents ?? settings.Lowercase ? _accents.Normalize(_decomposed.Normalize(text), budget) : text;
        }

        budget.Add(text.Length - before, "BertNormalizer");
        return settings.Lowercase ? LowercaseNormalizer.Lower(text) : text;
    }

    private static string Cleaned(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && rune.Value is >= ' ' and < 0x7F)
            {
                clean.Append((char)rune.Value);
            }
            else if (!UnicodeTables.Shared.BertControls.Contains(rune.Value))
            {
                clean.Append(Rune.IsWhiteSpace(rune) ? new Rune(' ') : rune);
            }
        }

        return clean.ToString();
    }

    private static string Spaced(string text)
    {
        var spaced = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsChinese(rune.Value))
            {
                spaced.Append(' ').Append(rune).Append(' ');
            }
            else
            {
                spaced.Append(rune);
            }
        }

        return spaced.ToString();
    }

    private static bool IsChinese(int codePoint) => codePoint
        is (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B920 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);
}

/// <summary>The settings of a <see cref="BertNormalizer"/>; the defaults are those of uncased BERT.</summary>
internal sealed record BertNormalizerSettings
{
    public bool CleanText { get; init; } = true;

    public bool ChineseCharacters { get; init; } = true;

    /// <summary>Whether accents are stripped; null: only if <see cref="Lowercase"/> holds.</summary>
    public bool? StripAccents { get; init; }

    public bool Lowercase { get; init; } = true;
}

/// <summary>Removes combining marks of a set; a precomposed letter keeps its accent.</summary>
internal sealed class StripAccentsNormalizer(CodePointRanges marks) : INormalizer
{
    public string Normalize(string text, RuleBudget budget)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', '\u02FF') < 0)
        {
            return text;
        }

        var kept = new System.Text.StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value < 0x300 || !marks.Contains(rune.Value))
            {
                kept.Append(rune);
            }
        }

        return kept.ToString();
    }
}
