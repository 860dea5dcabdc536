namespace Kif.Models.Tokenizers;

/// <summary>One stage of cutting text into words.</summary>
internal interface IPreTokenizer
{
    /// <summary>Cuts the parts, and changes their text where the stage does.</summary>
    void Apply(Words words);
}
