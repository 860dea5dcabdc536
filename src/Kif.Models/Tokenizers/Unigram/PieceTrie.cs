namespace Kif.Models.Tokenizers.Unigram;

/// <summary>Pieces by their characters.</summary>
internal sealed class PieceTrie
{
    private readonly Dictionary<long, int> next = [];
    private readonly List<int> ids = [-1];

    public void Add(string piece, int id)
    {
        int node = 0;
        foreach (char c in piece)
        {
            long key = (long)node << 16 | c;
            if (!next.TryGetValue(key, out int child))
            {
                child = ids.Count;
                ids.Add(-1);
                next[key] = child;
            }
            node = child;
        }
        ids[node] = id;
    }

    /// <summary>The node after one more character; -1 where there is none. 0 is the root.</summary>
    public int Step(int node, char c) => next.TryGetValue((long)node << 16 | c, out int child) ? child : -1;

    /// <summary>The piece that ends in a node; -1 where none does.</summary>
    public int Id(int node) => ids[node];
}
