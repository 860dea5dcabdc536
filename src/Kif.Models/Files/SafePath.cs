namespace Kif.Models;

/// <summary>Paths made of names that come out of files: they stay below their folder, also where links lead elsewhere.</summary>
internal static class SafePath
{
    private const int MostLinks = 40;

    /// <summary>Returns the path of a name below a folder; null if the name is rooted, leads upward or is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name, with slashes between folders.</param>
    public static string? Below(string folder, string name)
    {
        string[] parts = name.Split('/', '\\');
        bool safe = name.Length > 0 && !Path.IsPathRooted(name)
            && parts.All(p => p is not ("" or "." or "..") && !p.Any(c => c == ':' && OperatingSystem.IsWindows() || char.IsControl(c)));
        return safe ? Path.Combine(folder, name) : null;
    }

    /// <summary>Whether a path is a folder or lies in it, both as they are: links in them are followed.</summary>
    public static bool IsWithin(string path, string folder)
    {
        (string inner, string outer) = (Real(path), Real(folder));
        return inner == outer || inner.StartsWith(Path.EndsInDirectorySeparator(outer) ? outer : outer + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    /// <summary>Returns the full path with every link in it followed; what does not exist is taken as it is written.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Real(string path)
    {
        int links = 0;
        return Real(Path.GetFullPath(path), ref links);
    }

    private static string Real(string full, ref int links)
    {
        string at = Path.GetPathRoot(full)!;
        foreach (string part in full[at.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(at, part);
            if (new FileInfo(next).LinkTarget is { } target)
            {
                if (++links > MostLinks) throw new IOException($"'{full}' has links that lead in a circle");
                next = Real(Path.GetFullPath(target, at), ref links);
            }
            at = next;
        }
        return at;
    }
}
