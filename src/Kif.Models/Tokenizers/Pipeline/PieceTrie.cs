using System.Text;

namespace Kif.Tokenizers;

/// <summary>The pieces of a vocabulary by their UTF-8 bytes, as a double-array trie: one array look-up for each byte.</summary>
internal sealed class PieceTrie
{
    private readonly int[] _base;
    private readonly int[] _parent;
    private readonly int[] _id;

    internal PieceTrie(int[] bases, int[] parents, int[] ids) => (_base, _parent, _id) = (bases, parents, ids);

    /// <summary>The start node of every walk.</summary>
    public const int Root = 0;

    /// <summary>Moves down by one byte; false if no piece continues with it.</summary>
    public bool Step(ref int node, byte next)
    {
        var child = _base[node] + next;
        if ((uint)child >= (uint)_parent.Length || _parent[child] != node)
        {
            return false;
        }

        node = child;
        return true;
    }

    /// <summary>Returns the id of the piece that ends at a node, or -1.</summary>
    public int IdAt(int node) => _id[node];
}

/// <summary>Builds a <see cref="PieceTrie"/>: finds a base for each node such that all its children fall on free slots.</summary>
internal sealed class PieceTrieBuilder
{
    private const int Free = -1;

    private readonly (byte[] Bytes, int Id)[] _keys;
    private int[] _base = new int[1 << 10];
    private int[] _parent = new int[1 << 10];
    private int[] _id = new int[1 << 10];
    private int _searchOne = 257;
    private int _searchMany = 257;

    private PieceTrieBuilder(IEnumerable<string> pieces)
    {
        _keys = [.. pieces.Select((piece, id) => (Encoding.UTF8.GetBytes(piece), id)).Where(key => key.Item1.Length > 0)];
        Array.Sort(_keys, (a, b) => a.Bytes.AsSpan().SequenceCompareTo(b.Bytes) is var order and not 0 ? order : a.Id.CompareTo(b.Id));
        Array.Fill(_parent, Free);
        Array.Fill(_id, -1);
        _parent[PieceTrie.Root] = PieceTrie.Root;
    }

    public static PieceTrie Build(IEnumerable<string> pieces)
    {
        var builder = new PieceTrieBuilder(pieces);
        builder.LayOut();
        return new PieceTrie(builder._base, builder._parent, builder._id);
    }

    private void LayOut()
    {
        var open = new Stack<(int Node, int From, int To, int Depth)>();
        var labels = new List<(byte Label, int From)>();
        open.Push((PieceTrie.Root, 0, _keys.Length, 0));
        while (open.TryPop(out var next))
        {
            var from = next.From;
            for (; from < next.To && _keys[from].Bytes.Length == next.Depth; from++)
            {
                _id[next.Node] = _keys[from].Id;
            }

            labels.Clear();
            for (var key = from; key < next.To; key++)
            {
                if (labels.Count == 0 || labels[^1].Label != _keys[key].Bytes[next.Depth])
                {
                    labels.Add((_keys[key].Bytes[next.Depth], key));
                }
            }

            if (labels.Count == 0)
            {
                continue;
            }

            var start = Place(labels);
            _base[next.Node] = start;
            for (var i = 0; i < labels.Count; i++)
            {
                var child = start + labels[i].Label;
                _parent[child] = next.Node;
                open.Push((child, labels[i].From, i + 1 < labels.Count ? labels[i + 1].From : next.To, next.Depth + 1));
            }
        }
    }

    /// <summary>Finds a base of at least 1 with free slots for all labels.</summary>
    /// <remarks>Only single children fill gaps; later siblings resume where a long search ended, so building stays near linear.</remarks>
    private int Place(List<(byte Label, int From)> labels)
    {
        ref var search = ref (labels.Count == 1 ? ref _searchOne : ref _searchMany);
        for (var slot = search; ; slot++)
        {
            var start = slot - labels[0].Label;
            Reserve(start + 256);
            if (_parent[slot] == Free && labels.TrueForAll(label => _parent[start + label.Label] == Free))
            {
                search = labels.Count == 1 || slot > search + 64 ? slot : search;
                return start;
            }
        }
    }

    private void Reserve(int length)
    {
        var old = _parent.Length;
        if (length <= old)
        {
            return;
        }

        var size = Math.Max(length, old * 2);
        Array.Resize(ref _base, size);
        Array.Resize(ref _parent, size);
        Array.Resize(ref _id, size);
        Array.Fill(_parent, Free, old, size - old);
        Array.Fill(_id, -1, old, size - old);
    }
}
