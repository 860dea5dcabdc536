namespace Kif.Models.Files;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearestName
{
    /// <summary>The nearest of <paramref name="names"/> by edit distance; null if there are none. Of equally near ones the first in order.</summary>
    internal static string? To(string wanted, IEnumerable<string> names) =>
        names.Order(StringComparer.Ordinal).MinBy(name => Distance(wanted, name));

    /// <summary>" Nearest: 'NAME'." for the end of a message, or nothing.</summary>
    internal static string Hint(string wanted, IEnumerable<string> names) => To(wanted, names) is { } near ? $" Nearest: '{near}'." : "";

    /// <summary>How many characters must be inserted, removed or replaced to make one text the other (Levenshtein).</summary>
    internal static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 0; i < a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < b.Length; j++)
            {
                int replaced = diagonal + (a[i] == b[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], diagonal) + 1);
            }
        }
        return row[^1];
    }
}
