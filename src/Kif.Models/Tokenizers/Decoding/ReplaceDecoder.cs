namespace Kif.Models.Tokenizers;

/// <summary>Applies a replacement to every token.</summary>
internal sealed class ReplaceDecoder(INormalizer replace) : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            tokens[at] = replace.Normalize(tokens[at]);
        }
    }
}
