namespace Kif.Models.Tokenizers;

/// <summary>Puts spaces between words and none before continuing pieces; may then attach punctuation to the word before it.</summary>
internal sealed class WordPieceDecoder(string prefix, bool cleansUp) : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            var token = at == 0 ? tokens[at]
                : tokens[at].StartsWith(prefix, StringComparison.Ordinal) ? tokens[at][prefix.Length..] : " " + tokens[at];
            tokens[at] = cleansUp ? SpaceCleanUp.Apply(token) : token;
        }
    }
}
