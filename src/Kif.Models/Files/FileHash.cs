namespace Kif.Models;

/// <summary>SHA-256 of files, in lowercase hexadecimal digits.</summary>
internal static class FileHash
{
    /// <summary>Hashes files as if they were one, in the given order.</summary>
    public static string Of(params IEnumerable<string> files) => Sha256.Of(files.SelectMany(Pieces));

    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(string file)
    {
        // Large arrays make the collector look through everything.
        byte[] buffer = new byte[1 << 16];
        using FileStream stream = new(RegularFile.Open(file), FileAccess.Read, 1);
        for (int read; (read = stream.Read(buffer)) > 0;) yield return buffer.AsMemory(0, read);
    }
}
