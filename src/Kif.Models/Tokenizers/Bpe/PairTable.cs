namespace Kif.Models.Tokenizers;

/// <summary>A hash table from pairs of ids to merges: one multiplication and, mostly, one probe per look-up.</summary>
internal sealed class PairTable
{
    private const ulong Empty = ulong.MaxValue;

    private ulong[] _keys = Cleared(1 << 8);
    private (int Rank, int Id)[] _values = new (int, int)[1 << 8];
    private int _count;

    /// <summary>Returns the merge of a pair; its rank is <see cref="BpeMerges.Never"/> if there is none.</summary>
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
                return (BpeMerges.Never, -1);
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
