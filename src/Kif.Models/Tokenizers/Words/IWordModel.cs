namespace Kif.Models.Tokenizers;

/// <summary>The model of a tokenizer: turns one word into ids.</summary>
internal interface IWordModel
{
    /// <summary>Appends the ids of a word.</summary>
    /// <param name="word">The word, not empty, without lone surrogates.</param>
    /// <param name="ids">The list that receives them.</param>
    void Encode(ReadOnlySpan<char> word, List<int> ids);
}
