namespace Kif.Models.Tokenizers;

/// <summary>Removes combining marks of a set; a precomposed letter keeps its accent.</summary>
internal sealed class AccentNormalizer(CodePointRanges marks) : INormalizer
{
    public string Normalize(string text)
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
