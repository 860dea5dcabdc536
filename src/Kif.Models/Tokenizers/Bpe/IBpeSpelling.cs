namespace Kif.Models.Tokenizers;

/// <summary>How a BPE model spells a word before it merges anything.</summary>
internal interface IBpeSpelling
{
    /// <summary>The word as its token would be spelled.</summary>
    string Token(ReadOnlySpan<char> word);

    /// <summary>Appends the ids that the word begins with, in order.</summary>
    void Symbols(ReadOnlySpan<char> word, List<int> symbols);
}
