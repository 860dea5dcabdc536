namespace Kif.Models.Tokenizers;

/// <summary>Puts a space between tokens: the default if a file names no decoder.</summary>
internal sealed class JoinDecoder : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        var whole = string.Join(' ', tokens);
        tokens.Clear();
        tokens.Add(whole);
    }
}
