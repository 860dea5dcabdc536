namespace Kif.Models;

/// <summary>A cache in the layout of the hub's Python client; nothing here asks a hub or writes.</summary>
/// <param name="root">The folder of all repositories; empty for the working folder.</param>
internal sealed class HubCache(string root)
{
    /// <summary>The folder of all repositories, in full.</summary>
    public string Root { get; } = Path.GetFullPath(root.Length == 0 ? "." : root);

    /// <summary>Returns the folder of a repository.</summary>
    public string FolderOf(HubName name) => Path.Combine(Root, name.Folder);

    /// <summary>Returns the folder of a commit.</summary>
    public string SnapshotOf(HubName name, string commit) => Path.Combine(FolderOf(name), "snapshots", commit);

    /// <summary>Returns the file of a blob.</summary>
    public string BlobOf(HubName name, string blob) => Path.Combine(FolderOf(name), "blobs", blob);

    /// <summary>Returns the file that says which commit a revision is.</summary>
    public string RefOf(HubName name) => Path.Combine(FolderOf(name), "refs", Path.Combine(name.Revision.Split('/')));

    /// <summary>Returns the file of a commit's listing.</summary>
    public string ListingOf(HubName name, string commit) => Path.Combine(FolderOf(name), "trees", commit + ".json");

    /// <summary>Returns the file that is locked while a blob is fetched.</summary>
    public string LockOf(HubName name, string blob) => Path.Combine(Root, ".locks", name.Folder, blob + ".lock");

    /// <summary>Finds the commit of a revision: a commit in full is one, of another the cache keeps it; null if it does not.</summary>
    public string? Commit(HubName name)
    {
        if (HubName.IsCommit(name.Revision)) return name.Revision;
        try
        {
            // The file's text as it is: the Python client takes none with a line end either.
            string text = File.Exists(RefOf(name)) ? TextFile.Text(RegularFile.ReadAll(RefOf(name), 1 << 10), RefOf(name)) : "";
            return HubName.IsCommit(text) ? text : null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException) { return null; }
    }

    /// <summary>Finds a file, through links and links to links; null if it is not there.</summary>
    public string? Find(HubName name, string path) =>
        Commit(name) is { } commit && SafePath.Below(SnapshotOf(name, commit), path) is { } file && IsThere(file) ? file : null;

    /// <summary>Whether the cache knows that a commit has no such file.</summary>
    public bool KnowsMissing(HubName name, string path) =>
        Commit(name) is { } commit && SafePath.Below(Path.Combine(FolderOf(name), ".no_exist", commit), path) is { } file && File.Exists(file);

    /// <summary>Finds the snapshot of a revision, whole or not; null if there is none.</summary>
    /// <param name="name">The repository and the revision.</param>
    /// <param name="content">What of it is wanted.</param>
    public CachedSnapshot? Snapshot(HubName name, HubContent content)
    {
        if (Commit(name) is not { } commit || SnapshotOf(name, commit) is var folder && !Directory.Exists(folder)) return null;
        HubListing? listing = HubListing.Read(ListingOf(name, commit));
        // Without a listing, all that is known is what is there and what a model can't do without.
        IReadOnlyCollection<string> paths = listing is null ? Paths(folder) : [.. listing.Files.Keys];
        var wanted = content.Wanted(paths).ToList();
        var missing = new List<string>();
        if (content.Lack(paths) is { } lack) missing.Add(lack);
        for (int i = 0; i < wanted.Count; i++)
        {
            string file = Path.Combine(folder, wanted[i]);
            if (Fault(file, listing?.Files.GetValueOrDefault(wanted[i])) is { } fault) missing.Add($"{DisplayText.Of(wanted[i])} ({fault})");
            else if (content.IsIndex(wanted[i])) wanted.AddRange(HubContent.Shards(file));
        }
        return new(folder, commit, missing);
    }

    /// <summary>Whether a path leads to a file, through any links.</summary>
    public static bool IsThere(string path) => Real(path) is not null;

    /// <summary>Returns the file that a path leads to; null if there is none.</summary>
    private static FileInfo? Real(string path)
    {
        try { return new FileInfo(RealPath.Of(path)) is { Exists: true } file ? file : null; }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException) { return null; }
    }

    private static string? Fault(string path, HubFile? listed) => Real(path) is not { } file ? "not there"
        : listed is not null && file.Length != listed.Size ? $"{file.Length} bytes instead of {listed.Size}" : null;

    private static string[] Paths(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))];
}

/// <summary>A snapshot in a cache.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Commit">Its commit.</param>
/// <param name="Missing">What is missing, by name and reason; empty if it is whole.</param>
internal sealed record CachedSnapshot(string Folder, string Commit, IReadOnlyList<string> Missing);
