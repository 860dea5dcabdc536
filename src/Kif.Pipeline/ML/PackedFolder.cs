using System.IO.Compression;
using Kif.Models;

namespace Kif.ML;

/// <summary>The extraction of a packed folder, which may be another person's: paths, number, size and compression of its files have limits.</summary>
internal static class PackedFolder
{
    /// <summary>The most files, the most times a file may grow, and the most bytes of all: twice what is saved into a zip of weights and state.</summary>
    private const int MostFiles = 1000, MostGrowth = 100;

    private const long MostBytes = 2 * ContinualTransformer.MaxZippedBytes, FewBytes = 1 << 20, MostListed = 1 << 20;

    /// <summary>The most bytes of a packed folder: what its files may have, and their names.</summary>
    public const long MostPacked = MostBytes + MostListed;

    /// <summary>Extracts the files.</summary>
    /// <param name="packed">The zip.</param>
    /// <param name="folder">An empty folder.</param>
    /// <exception cref="InvalidDataException">It is no zip, or exceeds a limit; the message says which.</exception>
    public static void Extract(byte[] packed, string folder)
    {
        var content = new MemoryStream(packed, writable: false);
        if (ZipDirectory.Fault(content, MostListed) is { } fault) throw Damaged(fault);
        using var zip = new ZipArchive(content, ZipArchiveMode.Read);
        if (zip.Entries.Count > MostFiles) throw Damaged($"it has {zip.Entries.Count} files; at most {MostFiles} are read");
        long left = MostBytes;
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            string name = DisplayText.Of(entry.FullName);
            string path = SafePath.Below(folder, entry.FullName.TrimEnd('/'))
                ?? throw Damaged($"'{name}' is no path below its folder");
            if (entry.FullName.EndsWith('/'))
            {
                Directory.CreateDirectory(path);
                continue;
            }
            if (entry.Length > FewBytes && entry.Length / MostGrowth > entry.CompressedLength)
                throw Damaged($"'{name}' has {entry.CompressedLength} bytes for {entry.Length}; at most {MostGrowth} for one are read");
            left -= entry.Length;
            if (left < 0) throw Damaged($"its files have more than {MostBytes} bytes");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Copy(entry, path, name);
        }
    }

    private static void Copy(ZipArchiveEntry entry, string path, string name)
    {
        using Stream from = entry.Open();
        using FileStream to = new(path, FileMode.CreateNew);
        byte[] buffer = new byte[1 << 16];
        long left = entry.Length;
        for (int read; (read = from.Read(buffer)) > 0; left -= read)
        {
            if (read > left) throw Damaged($"'{name}' has more than the {entry.Length} bytes that it is said to have");
            to.Write(buffer, 0, read);
        }
        if (left > 0) throw Damaged($"'{name}' has fewer than the {entry.Length} bytes that it is said to have");
    }

    private static InvalidDataException Damaged(string how) => new($"the state of the saved model is damaged: {how}");
}
