namespace Kif.Pipeline.Evaluation.Rouge;

/// <summary>The table of common subsequences of two texts, read from its last row upward.</summary>
internal sealed class SubsequenceTable
{
    private readonly string[] a;
    private readonly SubsequenceRow row;
    private readonly int step;
    private readonly ulong[][] kept;
    private readonly ulong[][] block;
    private int loaded = -1;

    /// <param name="a">The words of the rows.</param>
    /// <param name="b">The words of the columns.</param>
    public SubsequenceTable(string[] a, string[] b)
    {
        (this.a, row) = (a, new(b));
        step = (int)Math.Ceiling(Math.Sqrt(a.Length));
        (kept, block) = (new ulong[(a.Length + step - 1) / step][], new ulong[step + 1][]);
        for (int i = 0; i < a.Length; i++)
        {
            if (i % step == 0) kept[i / step] = [.. row.Bits];
            row.Advance(a[i]);
        }
    }

    /// <summary>Whether L(i, j − 1) exceeds L(i − 1, j), for i and j of at least 1.</summary>
    public bool ShorterAbove(int i, int j)
    {
        if ((i - 1) / step != loaded) Load((i - 1) / step);
        int first = loaded * step;
        return SubsequenceRow.Length(block[i - first], j - 1) > SubsequenceRow.Length(block[i - 1 - first], j);
    }

    private void Load(int index)
    {
        row.Restore(kept[index]);
        block[0] = kept[index];
        for (int i = 0; i < step && index * step + i < a.Length; i++)
        {
            row.Advance(a[index * step + i]);
            block[i + 1] = [.. row.Bits];
        }
        loaded = index;
    }
}
