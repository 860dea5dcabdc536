namespace Kif.Models;

/// <summary>Finds the name that was probably intended.</summary>
internal static class NearestName
{
    /// <summary>The limits of the search in characters and names, so that a file with a million names does not take a minute.</summary>
    private const int MaxLength = 200, MaxNames = 20_000;

    /// <summary>Finds the nearest of <paramref name="names"/> by edit distance, the first in order among equals; null if there are none.</summary>
    internal static string? To(string wanted, IEnumerable<string> names) => wanted.Length > MaxLength ? null
        : names.Where(name => name.Length <= MaxLength).Take(MaxNames).Order(StringComparer.Ordinal).MinBy(name => Distance(wanted, name));

    /// <summary>Finds a name that is as near as a slip of the keyboard or a missing part at an end; null if there is none.</summary>
    internal static string? Close(string wanted, IEnumerable<string> names)
    {
        string[] all = [.. names.Where(n => n.Length > 0).Take(MaxNames)];
        if (To(wanted, all) is { } near && Distance(wanted, near) <= Math.Max(2, wanted.Length / 3) && Distance(wanted, near) < wanted.Length) return near;
        bool Begins(string text, string start) => start.Length > 2 && text.StartsWith(start, StringComparison.OrdinalIgnoreCase);
        return all.Where(n => n.Length <= MaxLength).Order(StringComparer.Ordinal).FirstOrDefault(n => Begins(n, wanted) || Begins(wanted, n));
    }

    /// <summary>Returns " Nearest: 'NAME'." for the end of a message, or an empty text where no name is near.</summary>
    internal static string Hint(string wanted, IEnumerable<string> names) =>
        To(wanted, names) is { } near && Distance(wanted, near) <= Math.Max(2, wanted.Length / 3) ? $" Nearest: '{DisplayText.Of(near)}'." : "";

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
