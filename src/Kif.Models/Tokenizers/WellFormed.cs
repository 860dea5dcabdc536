namespace Kif.Models.Tokenizers;

/// <summary>Texts without lone surrogates.</summary>
internal static class WellFormed
{
    /// <summary>The text itself, or with each lone surrogate replaced by U+FFFD.</summary>
    public static string Of(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else return string.Concat(text.EnumerateRunes());
        }
        return text;
    }
}
