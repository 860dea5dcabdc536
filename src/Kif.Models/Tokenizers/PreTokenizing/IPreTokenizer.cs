namespace Kif.Models.Tokenizers;

/// <summary>One stage of splitting text into words.</summary>
internal interface IPreTokenizer
{
    /// <summary>Splits the parts, and may change the text.</summary>
    void Apply(Words words);
}
