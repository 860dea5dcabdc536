namespace Kif.Models;

/// <summary>Finds what was probably meant by a path that is not what it should be.</summary>
internal static class NearPath
{
    /// <summary>The most entries of a folder that are looked at.</summary>
    private const int Most = 10_000;

    /// <summary>Returns a sentence for the end of a message, after a blank: that the path is a file, or what lies near it; empty for nothing.</summary>
    /// <param name="path">The path.</param>
    /// <param name="holds">A file that the right folder has; null if any folder would do.</param>
    public static string Hint(string path, string? holds = null)
    {
        try
        {
            string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            string? parent = Path.GetDirectoryName(full);
            if (File.Exists(full))
                return parent is not null && (holds is null || File.Exists(Path.Combine(parent, holds)))
                    ? $" It is a file; did you mean its folder '{DisplayText.Of(parent)}'?" : " It is a file, and a folder is wanted.";
            if (parent is null) return "";
            if (!Directory.Exists(parent)) return Blocked(parent);
            string[] beside = [.. Directory.EnumerateFileSystemEntries(parent).Take(Most).Select(e => Path.GetFileName(e)!)
                .Where(n => n != Path.GetFileName(full) && (holds is null || File.Exists(Path.Combine(parent, n, holds))))];
            return NearestName.Close(Path.GetFileName(full), beside) is { } near ? $" Did you mean '{DisplayText.Of(Beside(path, near))}'?" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }

    /// <summary>Returns the near name in the form in which the path was given.</summary>
    private static string Beside(string path, string near) =>
        Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path)) ?? "", near);

    /// <summary>Says which part of a path is a file where a folder would have to be; empty if none is.</summary>
    private static string Blocked(string folder)
    {
        for (string? at = folder; at is not null; at = Path.GetDirectoryName(at))
            if (File.Exists(at)) return $" '{DisplayText.Of(at)}' is a file, and a folder is wanted.";
        return "";
    }
}
