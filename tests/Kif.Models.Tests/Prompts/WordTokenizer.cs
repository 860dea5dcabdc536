namespace Kif.Models.Tests.Prompts;

/// <summary>One id per word, in the order in which words are first seen; texts are opened and closed as BERT's are.</summary>
internal sealed class WordTokenizer : ITokenizer
{
    private readonly List<string> words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    public int VocabularySize => words.Count;

    public int? EndId => null;

    public int? BeginId => null;

    public int? PadId => 0;

    public int? UnknownId => 1;

    public int[] Encode(string text, bool addSpecialTokens = true)
    {
        IEnumerable<int> ids = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Id);
        return [.. addSpecialTokens ? ids.Prepend(2).Append(3) : ids];
    }

    public TokenizedText Assemble(IReadOnlyList<int> first, IReadOnlyList<int>? second = null, bool addSpecialTokens = true)
    {
        int[] ids = addSpecialTokens ? [2, .. first, 3] : [.. first];
        return new(ids, new int[ids.Length]);
    }

    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true) =>
        string.Join(' ', ids.ToArray().Where(id => id > 4 || !skipSpecialTokens).Select(id => words[id]));

    public string? TokenOf(int id) => words[id];

    private int Id(string word)
    {
        if (!words.Contains(word)) words.Add(word);
        return words.IndexOf(word);
    }
}
