namespace Kif.Tokenizers;

/// <summary>WordPiece: the longest piece that the word begins with, then the longest that continues it, and so on.</summary>
internal sealed class WordPieceModel : ITokenizerModel
{
    private readonly int _unknown;
    private readonly int _maxCharacters;
    private readonly int _maxLength;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _starts;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _continuations;

    public WordPieceModel(WordPieceSettings settings)
    {
        var prefix = settings.ContinuingPrefix;
        var starts = new Dictionary<string, int>(settings.Vocabulary, StringComparer.Ordinal);
        var continuations = settings.Vocabulary.Where(token => token.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(token => token.Key[prefix.Length..], token => token.Value, StringComparer.Ordinal);
        (_starts, _continuations) = (starts.GetAlternateLookup<ReadOnlySpan<char>>(), continuations.GetAlternateLookup<ReadOnlySpan<char>>());
        _maxLength = settings.Vocabulary.Keys.Max(token => token.Length);
        (_unknown, _maxCharacters) = (settings.Vocabulary[settings.Unknown], settings.MaxCharacters);
    }

    public void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        var first = ids.Count;
        if (word.Length > _maxCharacters && Characters(word) > _maxCharacters)
        {
            ids.Add(_unknown);
            return;
        }

        for (var at = 0; at < word.Length;)
        {
            var length = Longest(word[at..], at == 0 ? _starts : _continuations, out var id);
            if (length == 0)
            {
                ids.RemoveRange(first, ids.Count - first);
                ids.Add(_unknown);
                return;
            }

            ids.Add(id);
            at += length;
        }
    }

    private int Longest(ReadOnlySpan<char> word, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> pieces, out int id)
    {
        for (var length = Math.Min(word.Length, _maxLength); length > 0; length--)
        {
            if (pieces.TryGetValue(word[..length], out id))
            {
                return length;
            }
        }

        id = -1;
        return 0;
    }

    private static int Characters(ReadOnlySpan<char> word)
    {
        var count = 0;
        foreach (var unit in word)
        {
            count += char.IsLowSurrogate(unit) ? 0 : 1;
        }

        return count;
    }
}

/// <summary>Vocabulary and settings of a WordPiece model.</summary>
internal sealed record WordPieceSettings
{
    /// <summary>The id of each token.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    /// <summary>The token of a word that has no segmentation. Default: <c>[UNK]</c>.</summary>
    public string Unknown { get; init; } = "[UNK]";

    /// <summary>The prefix of pieces inside a word. Default: <c>##</c>.</summary>
    public string ContinuingPrefix { get; init; } = "##";

    /// <summary>The maximum length of a word in characters; a longer one is unknown. Default: 100.</summary>
    public int MaxCharacters { get; init; } = 100;
}

/// <summary>WordLevel: each word is a token, or unknown.</summary>
/// <param name="vocabulary">The id of each word.</param>
/// <param name="unknown">The id of other words.</param>
internal sealed class WordLevelModel(IReadOnlyDictionary<string, int> vocabulary, int unknown) : ITokenizerModel
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _words =
        new Dictionary<string, int>(vocabulary, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public void Encode(ReadOnlySpan<char> word, List<int> ids) => ids.Add(_words.TryGetValue(word, out var id) ? id : unknown);
}
