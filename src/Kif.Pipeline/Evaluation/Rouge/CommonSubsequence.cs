namespace Kif.Pipeline.Evaluation.Rouge;

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
            else if (rows.ShorterAbove(i, j)) j--;
            else i--;
        }
    }
}
