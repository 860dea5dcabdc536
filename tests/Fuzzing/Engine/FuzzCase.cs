namespace Kif.Fuzzing;

/// <summary>One damaged folder. It is repeated by target, seed and number.</summary>
/// <param name="Files">The files by name.</param>
/// <param name="Scratch">Where they are put for loaders that need a folder.</param>
internal sealed record FuzzCase(IReadOnlyDictionary<string, byte[]> Files, FuzzScratch Scratch)
{
    /// <summary>A folder on disk with the files.</summary>
    public string Folder => Scratch.Hold(Files);

    /// <summary>The one file of a case that needs no folder.</summary>
    public byte[] Only => Files.Values.Single();

    /// <summary>Bytes in all files.</summary>
    public long Size => Files.Values.Sum(file => (long)file.Length);
}
