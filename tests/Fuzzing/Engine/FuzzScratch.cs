namespace Kif.Fuzzing;

/// <summary>A folder that holds the files of one case after another; in memory where the system has such a place. Only what changed is written.</summary>
internal sealed class FuzzScratch : IDisposable
{
    private const string InMemory = "/dev/shm";

    private readonly Dictionary<string, byte[]> held = [];

    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(
        Directory.Exists(InMemory) ? InMemory : System.IO.Path.GetTempPath(), $"kif-fuzz-{Environment.ProcessId}-{Guid.NewGuid():n}")).FullName;

    /// <summary>Makes the folder hold these files and no others; returns its path.</summary>
    public string Hold(IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (string gone in held.Keys.Where(name => !files.ContainsKey(name)).ToArray())
        {
            File.Delete(System.IO.Path.Combine(Path, gone));
            DropEmptyFolders(System.IO.Path.GetDirectoryName(gone)!);
            held.Remove(gone);
        }
        foreach ((string name, byte[] content) in files)
        {
            if (held.TryGetValue(name, out byte[]? there) && ReferenceEquals(there, content)) continue;
            string path = System.IO.Path.Combine(Path, name);
            if (name.Contains('/')) Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
            held[name] = content;
        }
        return Path;
    }

    /// <summary>An empty folder would be taken for a layout.</summary>
    private void DropEmptyFolders(string name)
    {
        for (; name.Length > 0 && !Directory.EnumerateFileSystemEntries(System.IO.Path.Combine(Path, name))
            .Any(); name = System.IO.Path.GetDirectoryName(name)!)
            Directory.Delete(System.IO.Path.Combine(Path, name));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
