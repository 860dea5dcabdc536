using System.Runtime.InteropServices;

namespace Kif.Tokenizers;

/// <summary>Byte-pair encoding: a word is split into symbols, then adjacent symbols are merged by rank.</summary>
internal sealed class BpeModel(BpeSettings settings) : ITokenizerModel
{
    private readonly IBpeSpelling _spelling = settings.ByteLevel ? new ByteSpelling(settings) : new CharacterSpelling(settings);

    public BpeSettings Settings => settings;

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
        var kept = symbols.Length <= BpeScanMerger.MaxLength
            ? BpeScanMerger.Merge(symbols, settings.Merges)
            : new BpeHeapMerger(symbols, settings.Merges).Merge(symbols);
        CollectionsMarshal.SetCount(ids, first + kept);
    }
}

/// <summary>Vocabulary and settings of a BPE model.</summary>
internal sealed record BpeSettings
{
    /// <summary>Id of each token, added tokens not necessarily included.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    public required BpeMerges Merges { get; init; }

    /// <summary>Whether the symbols of a word are its UTF-8 bytes (GPT-2) instead of its characters (SentencePiece).</summary>
    public bool ByteLevel { get; init; }

    /// <summary>Whether a character without a token becomes the tokens of its bytes, such as <c>&lt;0xE2&gt;</c>.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a word that is itself a token skips merging.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>The token for characters that the vocabulary lacks; null: they are dropped.</summary>
    public string? Unknown { get; init; }

    /// <summary>Whether consecutive unknown characters become one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Whether cutting text before each run of marks (U+2581) gives the same ids as not cutting it.</summary>
    public bool MarksBeginWords => !ByteLevel && !IgnoreMerges && !Merges.CrossesMark && Vocabulary.ContainsKey(Metaspace.Mark.ToString());

    /// <summary>The id of <see cref="Unknown"/>, or null.</summary>
    public int? UnknownId => Unknown is { } token ? Vocabulary[token] : null;
}

/// <summary>Merges a word of any length: its symbols form a linked list, the pairs that can merge a heap; O(n log n).</summary>
internal sealed class BpeHeapMerger
{
    private const int Gone = -1;

    private readonly BpeMerges _merges;
    private readonly int[] _id;
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly PriorityQueue<(int Left, int Id), long> _pairs = new();

    public BpeHeapMerger(ReadOnlySpan<int> symbols, BpeMerges merges)
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
        if (merge.Rank != BpeMerges.NoMerge)
        {
            _pairs.Enqueue((left, merge.Id), ((long)merge.Rank << 32) | (uint)left);
        }
    }
}

/// <summary>Merges a short word in place: each round scans every pair. (A heap pays off only for long words.)</summary>
internal static class BpeScanMerger
{
    public const int MaxLength = 24;

    /// <summary>Merges the pair of lowest rank, the leftmost of equals, until no pair can merge.</summary>
    /// <param name="symbols">At most <see cref="MaxLength"/> ids; the remaining ones are at the front afterwards.</param>
    /// <param name="merges">The merges.</param>
    /// <returns>The number of remaining ids.</returns>
    public static int Merge(Span<int> symbols, BpeMerges merges)
    {
        Span<(int Rank, int Id)> pairs = stackalloc (int, int)[MaxLength];
        var count = symbols.Length;
        for (var at = 0; at + 1 < count; at++)
        {
            pairs[at] = merges.Get(symbols[at], symbols[at + 1]);
        }

        while (count > 1)
        {
            var best = 0;
            for (var at = 1; at + 1 < count; at++)
            {
                best = pairs[at].Rank < pairs[best].Rank ? at : best;
            }

            if (pairs[best].Rank == BpeMerges.NoMerge)
            {
                break;
            }

            symbols[best] = pairs[best].Id;
            symbols[(best + 2)..count].CopyTo(symbols[(best + 1)..]);
            pairs[(best + 1)..(count - 1)].CopyTo(pairs[best..]);
            count--;
            if (best + 1 < count)
            {
                pairs[best] = merges.Get(symbols[best], symbols[best + 1]);
            }

            if (best > 0)
            {
                pairs[best - 1] = merges.Get(symbols[best - 1], symbols[best]);
            }
        }

        return count;
    }
}
