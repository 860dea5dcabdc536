namespace Kif.Models;

/// <summary>Finds the name that was probably intended.</summary>
internal static class NearestName
{
    /// <summary>The limits of the search in characters and names, so that a file with a million names does not take a minute.</summary>
    private const int MaxLength = 200, MaxNames = 20_000;

    /// <summary>Finds the nearest of <paramref name="names"/> by edit distance, the first in order among equals; null if there are none.</summary>
    internal static string? To(string wanted, IEnumerable<string> names) => wanted.Length > MaxLength ? null
        : names.Where(name => name.Length <= MaxLength).Take(MaxNames).Order(StringComparer.Ordinal).MinBy(name => Distance(wanted, name));

    /// <summary>Returns " Nearest: 'NAME'." for the end of a message, or an empty text.</summary>
    internal static string Hint(string wanted, IEnumerable<string> names) => To(wanted, names) is { } near ? $" Nearest: '{DisplayText.Of(near)}'." : "";

    /// <summary>Computes the Levenshtein distance: the number of characters to insert, remove or replace.</summary>
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
