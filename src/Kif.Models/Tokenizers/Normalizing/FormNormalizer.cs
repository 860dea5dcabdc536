namespace Kif.Models.Tokenizers;

/// <summary>A Unicode normalization form: NFC, NFD, NFKC or NFKD.</summary>
internal sealed class FormNormalizer(UnicodeForm form) : INormalizer
{
    public string Normalize(string text) => form.Normalize(text);
}
