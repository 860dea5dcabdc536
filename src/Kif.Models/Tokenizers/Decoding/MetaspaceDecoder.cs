namespace Kif.Models.Tokenizers;

/// <summary>Replaces marks (U+2581) by spaces, and drops those of the first token.</summary>
internal sealed class MetaspaceDecoder(char mark, bool dropsFirst) : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            tokens[at] = at == 0 && dropsFirst ? tokens[at].Replace(mark.ToString(), "", StringComparison.Ordinal) : tokens[at].Replace(mark, ' ');
        }
    }
}
