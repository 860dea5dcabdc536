namespace Kif.Fuzzing;

/// <summary>The files of a folder that loads.</summary>
internal sealed record FuzzSeed(string Name, IReadOnlyDictionary<string, byte[]> Files)
{
    /// <summary>The files of a folder on disk and of those below it, but for locks.</summary>
    public static FuzzSeed OfTree(string folder, string name) => new(name, Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
        .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes));

    /// <summary>The files of a folder on disk.</summary>
    public static FuzzSeed Of(string folder) =>
        new(Path.GetFileName(folder), Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes));
}
