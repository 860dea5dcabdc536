namespace Kif.Models.Files;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearestName
{
    /// <summary>No name of more characters is compared, nor more names than this many: a file with a million names shall not cost a minute.</summary>
    private const int MaxLength = 200, MaxNames = 20_000;

    /// <summary>The nearest of <paramref name="names"/> by edit distance; null if there are none. Of equally near ones the first in order.</summary>
    internal static string? To(string wanted, IEnumerable<string> names) => wanted.Length > MaxLength ? null
        : names.Where(name => name.Length <= MaxLength).Take(MaxNames).Order(StringComparer.Ordinal).MinBy(name => Distance(wanted, name));

    /// <summary>" Nearest: 'NAME'." for the end of a message, or nothing.</summary>
    internal static string Hint(string wanted, IEnumerable<string> names) => To(wanted, names) is { } near ? $" Nearest: '{ShownText.Of(near)}'." : "";

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
