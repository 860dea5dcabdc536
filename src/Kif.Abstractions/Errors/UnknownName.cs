namespace Kif;

/// <summary>Formats messages about unknown names.</summary>
public static class UnknownName
{
    private const int Compared = 200;

    /// <summary>Names what was not found, the nearest name, and all known names; names are formatted by <see cref="ShownText"/>.</summary>
    public static string Message(string kind, string name, IEnumerable<string> known)
    {
        string[] names = [.. known.Select(k => ShownText.Of(k))];
        string? best = name.Length > Compared ? null : names.MinBy(k => Distance(name, k));
        string near = best is not null && Distance(name, best) <= Math.Max(2, name.Length / 3) ? $"; did you mean '{best}'?" : ".";
        return $"no {kind} is named '{ShownText.Of(name)}'{near} There are: {string.Join(", ", names)}";
    }

    /// <summary>Counts the edits (insertions, deletions, substitutions) between two words, ignoring case.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1)));
        }
        return row[b.Length];
    }
}
