namespace Kif.Models.Tokenizers;

/// <summary>Prepends a text to every segment that is not empty.</summary>
internal sealed class PrependNormalizer(string prefix) : INormalizer
{
    public string Normalize(string text) => text.Length > 0 ? prefix + text : text;
}
