namespace Kif.Models.Tokenizers;

/// <summary>A normalization form of Unicode.</summary>
internal sealed class FormNormalizer(UnicodeForm form) : INormalizer
{
    public string Normalize(string text) => form.Normalize(text);
}
