namespace Kif.Models.Tokenizers;

/// <summary>The merges of a BPE vocabulary: which pair of ids becomes which, and how early.</summary>
internal sealed class BpeMerges
{
    private readonly Dictionary<long, (int Rank, int Id)> _byPair = [];

    /// <summary>Takes merges in order of rank.</summary>
    /// <exception cref="InvalidDataException">A merge has a part or a result that the vocabulary lacks.</exception>
    public BpeMerges(IEnumerable<(string Left, string Right)> merges, IReadOnlyDictionary<string, int> vocabulary)
    {
        var rank = 0;
        foreach (var (left, right) in merges)
        {
            _byPair[Pair(Id(left), Id(right))] = (rank, Id(left + right));
            rank++;
        }

        int Id(string token) => vocabulary.TryGetValue(token, out var id)
            ? id
            : throw new InvalidDataException($"merge {rank} needs the token \"{token}\", which is not in the vocabulary.");
    }

    public bool TryGet(int left, int right, out (int Rank, int Id) merge) => _byPair.TryGetValue(Pair(left, right), out merge);

    private static long Pair(int left, int right) => ((long)left << 32) | (uint)right;
}
