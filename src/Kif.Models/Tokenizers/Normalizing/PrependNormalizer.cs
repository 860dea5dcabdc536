namespace Kif.Models.Tokenizers;

/// <summary>Puts a text before every stretch that is not empty.</summary>
internal sealed class PrependNormalizer(string prefix) : INormalizer
{
    public string Normalize(string text) => text.Length > 0 ? prefix + text : text;
}
