using System.Runtime.InteropServices;

namespace Kif.Models.Tokenizers;

/// <summary>Byte-pair encoding: a word is split into symbols, then adjacent symbols are merged by rank.</summary>
internal sealed class BpeModel(BpeSettings settings) : IWordModel
{
    private readonly IBpeSpelling _spelling = settings.ByteLevel ? new ByteSpelling(settings) : new CharacterSpelling(settings);

    public void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        if (settings.IgnoreMerges && settings.Vocabulary.TryGetValue(_spelling.Token(word), out var whole))
        {
            ids.Add(whole);
            return;
        }

        var first = ids.Count;
        _spelling.Symbols(word, ids);
        var symbols = CollectionsMarshal.AsSpan(ids)[first..];
        var kept = symbols.Length <= ShortWord.MaxLength
            ? ShortWord.Merge(symbols, settings.Merges)
            : new BpeWord(symbols, settings.Merges).Merge(symbols);
        CollectionsMarshal.SetCount(ids, first + kept);
    }
}
