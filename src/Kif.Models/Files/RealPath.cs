namespace Kif.Models.Files;

/// <summary>Resolves all symbolic links of a path.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40;

    /// <summary>Resolves a path; its last parts need not exist.</summary>
    /// <exception cref="InvalidDataException">Its links form a cycle, or there are more than 40.</exception>
    internal static string Of(string path)
    {
        string full = Path.GetFullPath(path), done = Path.GetPathRoot(full)!;
        var rest = new Stack<string>();
        Push(rest, full[done.Length..]);
        int links = 0;
        while (rest.TryPop(out string? part))
        {
            if (part == "..")
            {
                done = Path.GetDirectoryName(done) ?? done;
                continue;
            }
            string next = Path.Combine(done, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                done = next;
                continue;
            }
            if (++links > MaxLinks) throw new InvalidDataException($"'{path}' leads through more than {MaxLinks} links, or in a circle: '{next}' is one of them.");
            if (Path.IsPathRooted(target)) done = Path.GetPathRoot(target)!;
            Push(rest, Path.IsPathRooted(target) ? target[done.Length..] : target);
        }
        return done;
    }

    private static void Push(Stack<string> rest, string path)
    {
        foreach (string part in path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            if (part != ".") rest.Push(part);
        }
    }
}
