namespace Kif.Models.Tokenizers;

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
