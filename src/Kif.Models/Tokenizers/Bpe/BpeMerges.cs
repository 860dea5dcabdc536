namespace Kif.Models.Tokenizers;

/// <summary>The merges of a BPE vocabulary: the rank and the resulting id of each pair of ids.</summary>
internal sealed class BpeMerges
{
    /// <summary>The rank of a pair that does not merge.</summary>
    public const int Never = int.MaxValue;

    private readonly PairTable _byPair = new();

    /// <summary>Stores merges given in order of rank.</summary>
    /// <exception cref="InvalidDataException">A merge has a part or a result that the vocabulary lacks.</exception>
    public BpeMerges(IEnumerable<(string Left, string Right)> merges, IReadOnlyDictionary<string, int> vocabulary)
    {
        var rank = 0;
        foreach (var (left, right) in merges)
        {
            if (rank == VocabularyLimits.Merges)
            {
                throw new InvalidDataException($"there are more than {VocabularyLimits.Merges} merges.");
            }

            _byPair.Set(Id(left), Id(right), (rank, Id(left + right)));
            CrossesMark |= right.StartsWith(Metaspace.Mark) && !left.EndsWith(Metaspace.Mark);
            rank++;
        }

        int Id(string token) => vocabulary.TryGetValue(token, out var id)
            ? id
            : throw new InvalidDataException($"merge {rank} needs the token \"{ShownText.Of(token)}\", which is not in the vocabulary.");
    }

    /// <summary>Whether some merge joins a mark (U+2581) to the text before it; if none does, each mark begins a word.</summary>
    public bool CrossesMark { get; }

    /// <summary>Returns the rank and the result of a pair; the rank is <see cref="Never"/> if it does not merge.</summary>
    public (int Rank, int Id) Get(int left, int right) => _byPair.Get(left, right);
}
