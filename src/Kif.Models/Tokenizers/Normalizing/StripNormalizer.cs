namespace Kif.Models.Tokenizers;

/// <summary>Removes whitespace at the ends of a segment.</summary>
internal sealed class StripNormalizer(bool left, bool right) : INormalizer
{
    public string Normalize(string text)
    {
        text = left ? text.TrimStart() : text;
        return right ? text.TrimEnd() : text;
    }
}
