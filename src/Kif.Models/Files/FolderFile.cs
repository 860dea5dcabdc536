namespace Kif.Models;

/// <summary>
/// Finds the files of a model's folder. A file that Kif itself looks for by a fixed name (<c>config.json</c>, <c>model.safetensors</c>, …) may be a link
/// to anywhere: the folder's author chose it. A file that another file names, such as a shard, must lie in the folder, or be a link to a file of the
/// folder or to a blob of a hub cache (<c>snapshots/REVISION/NAME</c> to <c>blobs/HASH</c>). The folder itself may be reached through any links.
/// </summary>
internal static class FolderFile
{
    private static readonly StringComparison Case = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Finds the full path of a file of a fixed name; null if the folder has none.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The file's name.</param>
    /// <exception cref="FileNotFoundException">It is a link to a file that does not exist.</exception>
    /// <exception cref="InvalidDataException">Its links form a cycle; the message names it.</exception>
    internal static string? Find(string folder, string name) => Find(folder, name, anywhere: true);

    /// <summary>Finds the full path of a file that another file names; null if the folder has no such file.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The file's name.</param>
    /// <exception cref="FileNotFoundException">It is a link to a file that does not exist.</exception>
    /// <exception cref="InvalidDataException">It is a link out of the folder, or its links form a cycle; the message names it.</exception>
    internal static string? FindOwn(string folder, string name) => Find(folder, name, anywhere: false);

    /// <summary>Same as <see cref="Find(string, string)"/>, but returns the path of a missing file too; opening it then fails.</summary>
    internal static string PathOf(string folder, string name) => Find(folder, name) ?? Path.Combine(folder, name);

    private static string? Find(string folder, string name, bool anywhere)
    {
        var file = new FileInfo(Path.Combine(folder, name));
        if (file.LinkTarget is null) return file.Exists ? file.FullName : null;
        string target = RealPath.Of(file.FullName);
        if (!anywhere && !Allows(RealPath.Of(folder), target))
        {
            throw new InvalidDataException(
                $"'{file.FullName}' is a link to '{DisplayText.Of(target, 200)}', which is neither in its folder nor a blob of a hub cache. "
                + "Put the file itself there.");
        }
        return File.Exists(target) ? file.FullName
            : throw new FileNotFoundException($"'{file.FullName}' is a link to '{DisplayText.Of(target, 200)}', where there is no file.", file.FullName);
    }

    private static bool Allows(string folder, string target)
    {
        if (target.StartsWith(folder + Path.DirectorySeparatorChar, Case)) return true;
        string? blobs = Path.GetDirectoryName(target), repository = Path.GetDirectoryName(blobs);
        // cache/models--OWNER--NAME/snapshots/COMMIT: newer clients keep some blobs for all repositories in cache/blobs/FF/HASH.
        string? cache = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(folder)));
        if (cache is not null && Path.GetFileName(Path.GetDirectoryName(folder)) == "snapshots" && repository == Path.Combine(cache, "blobs")) return true;
        if (repository is null || Path.GetFileName(blobs) != "blobs") return false;
        return Path.GetFileName(repository).StartsWith("models--", StringComparison.Ordinal)
            || folder.StartsWith(Path.Combine(repository, "snapshots") + Path.DirectorySeparatorChar, Case);
    }
}

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
            if (++links > MaxLinks)
                throw new InvalidDataException($"'{path}' leads through more than {MaxLinks} links, or in a circle: '{next}' is one of them.");
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
