namespace Kif.Models.Tokenizers;

/// <summary>Splits a word into the initial symbols of a BPE model, before any merge.</summary>
internal interface IBpeSpelling
{
    /// <summary>Returns the spelling of the token that would stand for the whole word.</summary>
    string Token(ReadOnlySpan<char> word);

    /// <summary>Appends the ids of the word's initial symbols, in order.</summary>
    void Symbols(ReadOnlySpan<char> word, List<int> symbols);
}
