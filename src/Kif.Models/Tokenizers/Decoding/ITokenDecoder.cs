namespace Kif.Models.Tokenizers;

/// <summary>One stage of turning tokens back into text.</summary>
internal interface ITokenDecoder
{
    /// <summary>Changes the tokens in place; after the last stage they are joined.</summary>
    void Decode(List<string> tokens);
}
