using System.Numerics;

namespace Kif.Pipeline.Evaluation.Rouge;

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
    public void Restore(ulong[] bits) => Bits = [.. bits];

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
