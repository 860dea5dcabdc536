namespace Kif.Models.Tokenizers;

/// <summary>Drops marks of a set; a letter that carries its accent in itself keeps it.</summary>
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
