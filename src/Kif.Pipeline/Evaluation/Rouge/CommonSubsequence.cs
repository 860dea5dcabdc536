namespace Kif.Pipeline.Evaluation.Rouge;

/// <summary>
/// Longest common subsequences of words. Of the table of lengths L(i, j) of the first i words of one and the first j of the other only bits are kept
/// (<see cref="SubsequenceRow"/>), a row at a time: 64 cells take one operation, and memory stays linear in the shorter text.
/// </summary>
internal static class CommonSubsequence
{
    /// <summary>Number of words in a longest common subsequence.</summary>
    public static int Length(string[] a, string[] b)
    {
        (string[] longer, string[] shorter) = a.Length >= b.Length ? (a, b) : (b, a);
        var row = new SubsequenceRow(shorter);
        foreach (string word in longer) row.Advance(word);
        return row.Length(shorter.Length);
    }

    /// <summary>
    /// Indices into <paramref name="a"/> of the words of one of them, last first: from the end of both, equal words are taken, else a word of
    /// <paramref name="b"/> is dropped if only that keeps the length, else one of <paramref name="a"/>. Of the table every √n-th row is kept and the
    /// rows between are made again when they are reached.
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
