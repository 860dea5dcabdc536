namespace Kif.Tokenizers;

/// <summary>The merges of a BPE vocabulary: the rank and the resulting id of each pair of ids.</summary>
internal sealed class BpeMerges
{
    /// <summary>The rank of a pair that does not merge.</summary>
    public const int NoMerge = int.MaxValue;

    private readonly BpePairTable _byPair = new();

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
            : throw new InvalidDataException($"merge {rank} needs the token \"{DisplayText.Of(token)}\", which is not in the vocabulary.");
    }

    /// <summary>Whether some merge joins a mark (U+2581) to the text before it; if none does, each mark begins a word.</summary>
    public bool CrossesMark { get; }

    /// <summary>Returns the rank and the result of a pair; the rank is <see cref="NoMerge"/> if it does not merge.</summary>
    public (int Rank, int Id) Get(int left, int right) => _byPair.Get(left, right);
}

/// <summary>A hash table from pairs of ids to merges: one multiplication and, mostly, one probe per look-up.</summary>
internal sealed class BpePairTable
{
    private const ulong Empty = ulong.MaxValue;

    private ulong[] _keys = Cleared(1 << 8);
    private (int Rank, int Id)[] _values = new (int, int)[1 << 8];
    private int _count;

    /// <summary>Returns the merge of a pair; its rank is <see cref="BpeMerges.NoMerge"/> if there is none.</summary>
    public (int Rank, int Id) Get(int left, int right)
    {
        var key = Key(left, right);
        for (var at = Slot(key); ; at = (at + 1) & (_keys.Length - 1))
        {
            if (_keys[at] == key)
            {
                return _values[at];
            }

            if (_keys[at] == Empty)
            {
                return (BpeMerges.NoMerge, -1);
            }
        }
    }

    /// <summary>Sets the merge of a pair, replacing any earlier one.</summary>
    public void Set(int left, int right, (int Rank, int Id) merge)
    {
        if (_count * 2 >= _keys.Length)
        {
            Grow();
        }

        Put(Key(left, right), merge);
    }

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private static ulong[] Cleared(int size)
    {
        var keys = new ulong[size];
        Array.Fill(keys, Empty);
        return keys;
    }

    private int Slot(ulong key)
    {
        var mixed = key * 0x9E3779B97F4A7C15;
        return (int)(mixed >> 32) & (_keys.Length - 1);
    }

    private void Put(ulong key, (int Rank, int Id) merge)
    {
        var at = Slot(key);
        while (_keys[at] != Empty && _keys[at] != key)
        {
            at = (at + 1) & (_keys.Length - 1);
        }

        _count += _keys[at] == Empty ? 1 : 0;
        (_keys[at], _values[at]) = (key, merge);
    }

    private void Grow()
    {
        var (keys, values) = (_keys, _values);
        (_keys, _values, _count) = (Cleared(keys.Length * 2), new (int, int)[keys.Length * 2], 0);
        for (var at = 0; at < keys.Length; at++)
        {
            if (keys[at] != Empty)
            {
                Put(keys[at], values[at]);
            }
        }
    }
}
