namespace Kif.Models.Tokenizers;

/// <summary>Merges a word of any length: its symbols form a linked list, the pairs that can merge a heap; O(n log n).</summary>
internal sealed class BpeWord
{
    private const int Gone = -1;

    private readonly BpeMerges _merges;
    private readonly int[] _id;
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly PriorityQueue<(int Left, int Id), long> _pairs = new();

    public BpeWord(ReadOnlySpan<int> symbols, BpeMerges merges)
    {
        _merges = merges;
        _id = symbols.ToArray();
        _next = new int[symbols.Length];
        _previous = new int[symbols.Length];
        for (var at = 0; at < symbols.Length; at++)
        {
            _next[at] = at + 1;
            _previous[at] = at - 1;
        }

        for (var at = 0; at + 1 < symbols.Length; at++)
        {
            Consider(at);
        }
    }

    /// <summary>Merges the pair of lowest rank, the leftmost of equals, until no pair can merge.</summary>
    /// <param name="remaining">Receives the remaining ids; as long as the word.</param>
    /// <returns>The number of remaining ids.</returns>
    public int Merge(Span<int> remaining)
    {
        while (_pairs.TryDequeue(out var pair, out _))
        {
            var left = pair.Left;
            if (_id[left] == Gone || _next[left] == _id.Length || _merges.Get(_id[left], _id[_next[left]]).Id != pair.Id)
            {
                continue;
            }

            var right = _next[left];
            (_id[left], _id[right]) = (pair.Id, Gone);
            _next[left] = _next[right];
            if (_next[left] < _id.Length)
            {
                _previous[_next[left]] = left;
                Consider(left);
            }

            if (_previous[left] >= 0)
            {
                Consider(_previous[left]);
            }
        }

        var kept = 0;
        for (var at = 0; at < _id.Length; at = _next[at])
        {
            remaining[kept++] = _id[at];
        }

        return kept;
    }

    private void Consider(int left)
    {
        var merge = _merges.Get(_id[left], _id[_next[left]]);
        if (merge.Rank != BpeMerges.Never)
        {
            _pairs.Enqueue((left, merge.Id), ((long)merge.Rank << 32) | (uint)left);
        }
    }
}
