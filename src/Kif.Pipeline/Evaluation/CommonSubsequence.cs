using System.Numerics;

namespace Kif;

/// <summary>
/// Computes longest common subsequences of words. The table of lengths L(i, j) of the first i words of one text and the first j of the other is kept as bits
/// (<see cref="SubsequenceRow"/>), one row at a time: 64 cells take one operation, and memory is linear in the shorter text.
/// </summary>
internal static class CommonSubsequence
{
    /// <summary>Returns the number of words in a longest common subsequence.</summary>
    public static int Length(string[] a, string[] b)
    {
        (string[] longer, string[] shorter) = a.Length >= b.Length ? (a, b) : (b, a);
        var row = new SubsequenceRow(shorter);
        foreach (string word in longer) row.Advance(word);
        return row.Length(shorter.Length);
    }

    /// <summary>
    /// Returns the indices in <paramref name="a"/> of the words of one longest common subsequence, last first: from the end of both texts, equal words are
    /// taken; else a word of <paramref name="b"/> is dropped if only that keeps the length, else one of <paramref name="a"/>. Every √n-th row of the table
    /// is kept, and the rows between are recomputed when they are reached.
    /// </summary>
    public static IEnumerable<int> Positions(string[] a, string[] b)
    {
        if (a.Length == 0 || b.Length == 0) yield break;
        var rows = new SubsequenceTable(a, b);
        int i = a.Length, j = b.Length;
        while (i > 0 && j > 0)
        {
            if (a[i - 1] == b[j - 1])
            {
                yield return --i;
                j--;
            }
            else if (rows.IsShorterAbove(i, j)) j--;
            else i--;
        }
    }
}

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
    public bool IsShorterAbove(int i, int j)
    {
        if ((i - 1) / step != loaded) Load((i - 1) / step);
        int first = loaded * step;
        return SubsequenceRow.Length(block[i - first], j - 1) > SubsequenceRow.Length(block[i - 1 - first], j);
    }

    private void Load(int index)
    {
        row.Resume(kept[index]);
        block[0] = kept[index];
        for (int i = 0; i < step && index * step + i < a.Length; i++)
        {
            row.Advance(a[index * step + i]);
            block[i + 1] = [.. row.Bits];
        }
        loaded = index;
    }
}

/// <summary>
/// A row of the table of common subsequences as bits: bit j is 0 where the length grows by one from column j to column j + 1. Starts as row 0.
/// </summary>
internal sealed class SubsequenceRow
{
    private readonly Dictionary<string, List<int>> places = [];
    private readonly ulong[] matches;

    /// <param name="columns">The words of the columns.</param>
    public SubsequenceRow(string[] columns)
    {
        for (int j = 0; j < columns.Length; j++)
        {
            if (!places.TryGetValue(columns[j], out List<int>? of)) places[columns[j]] = of = [];
            of.Add(j);
        }
        (matches, Bits) = (new ulong[(columns.Length + 63) / 64], new ulong[(columns.Length + 63) / 64]);
        Array.Fill(Bits, ulong.MaxValue);
    }

    /// <summary>The bits; those beyond the last column are 1.</summary>
    public ulong[] Bits { get; private set; }

    /// <summary>Resumes from a stored row.</summary>
    public void Resume(ulong[] bits) => Bits = [.. bits];

    /// <summary>
    /// Advances to the next row, for one more word of the other text: one addition per 64 columns (bit-parallel, after Crochemore and others, 2001).
    /// </summary>
    public void Advance(string word)
    {
        if (!places.TryGetValue(word, out List<int>? at)) return;
        foreach (int j in at) matches[j >> 6] |= 1UL << j;
        ulong carry = 0;
        for (int w = 0; w < Bits.Length; w++)
        {
            ulong row = Bits[w], match = matches[w], partial = row + (row & match), sum = partial + carry;
            carry = partial < row || sum < partial ? 1UL : 0;
            Bits[w] = sum | (row & ~match);
        }
        foreach (int j in at) matches[j >> 6] = 0;
    }

    /// <summary>Returns L at a column: the number of zeros below it.</summary>
    public int Length(int column) => Length(Bits, column);

    /// <summary>Returns L at a column of stored bits.</summary>
    public static int Length(ulong[] bits, int column)
    {
        int ones = 0;
        for (int w = 0; w < column >> 6; w++) ones += BitOperations.PopCount(bits[w]);
        if ((column & 63) != 0) ones += BitOperations.PopCount(bits[column >> 6] & ((1UL << column) - 1));
        return column - ones;
    }
}
