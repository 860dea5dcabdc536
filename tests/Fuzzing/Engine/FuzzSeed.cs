namespace Kif.Fuzzing;

/// <summary>The files of a folder that loads.</summary>
internal sealed record FuzzSeed(string Name, IReadOnlyDictionary<string, byte[]> Files)
{
    /// <summary>The files of a folder on disk.</summary>
    public static FuzzSeed Of(string folder) =>
        new(Path.GetFileName(folder), Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes));
}
