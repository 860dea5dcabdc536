namespace Kif.Models.Tokenizers.ByteBpe;

/// <summary>Merges pairs of symbols, lowest rank first, leftmost first among equals.</summary>
internal sealed class MergeTable
{
    private readonly Dictionary<(int, int), (int Rank, int Id)> merges = [];

    /// <exception cref="InvalidDataException">A merge names a token that is not in the vocabulary.</exception>
    public MergeTable(IEnumerable<(string Left, string Right)> pairs, IReadOnlyDictionary<string, int> vocabulary)
    {
        int Id(string token) => vocabulary.TryGetValue(token, out int id) ? id : throw new InvalidDataException($"a merge makes or takes '{token}', which is not in the vocabulary");
        foreach ((string left, string right) in pairs) merges.TryAdd((Id(left), Id(right)), (merges.Count, Id(left + right)));
    }

    public int[] Merge(List<int> symbols)
    {
        int n = symbols.Count;
        int[] ids = [.. symbols], previous = [.. Enumerable.Range(-1, n)], next = [.. Enumerable.Range(1, n)];
        var queue = new PriorityQueue<(int At, int Left, int Right, int Id), (int, int)>();
        for (int i = 0; i + 1 < n; i++) Offer(i);
        while (queue.TryDequeue(out (int At, int Left, int Right, int Id) m, out _))
        {
            int right = next[m.At];
            // Both symbols must still be what they were when the pair was found.
            if (ids[m.At] != m.Left || right >= n || ids[right] != m.Right) continue;
            ids[m.At] = m.Id;
            ids[right] = -1;
            next[m.At] = next[right];
            if (next[m.At] < n) previous[next[m.At]] = m.At;
            if (previous[m.At] >= 0) Offer(previous[m.At]);
            Offer(m.At);
        }
        return [.. ids.Where(id => id >= 0)];

        void Offer(int at)
        {
            if (next[at] < n && merges.TryGetValue((ids[at], ids[next[at]]), out (int Rank, int Id) merge))
                queue.Enqueue((at, ids[at], ids[next[at]], merge.Id), (merge.Rank, at));
        }
    }
}
