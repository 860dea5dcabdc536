using System.IO.Compression;
using Kif.Models;
using SharpCompress.Compressors.Xz;

namespace Kif;

/// <summary>The format of a table.</summary>
internal enum TableFormat
{
    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>Apache Arrow, as a stream or a file.</summary>
    Arrow,

    /// <summary>An object of JSON on each line, or whatever else JSON has: the content decides.</summary>
    JsonLines,

    /// <summary>JSON, or an object on each line: the content decides.</summary>
    Json,

    /// <summary>Cells with commas between them.</summary>
    Csv,

    /// <summary>Cells with tabs between them.</summary>
    Tsv,

    /// <summary>Plain text: a line is a row.</summary>
    Text,
}

/// <summary>A file of rows, on disk or in an archive.</summary>
/// <param name="Path">The path in messages; that of a file in an archive continues the archive's.</param>
/// <param name="Name">The name of the file, which says format and packing.</param>
internal sealed record DataFile(string Path, string Name)
{
    // No packing of a table does more than that; Deflate can't.
    private const long MostGrowth = 1100, FreeBytes = 100 << 20;

    private static readonly string[] Packings = [".gz", ".bz2", ".xz", ".zst"];

    private static readonly (string Ending, TableFormat Format)[] Formats =
    [
        (".parquet", TableFormat.Parquet), (".arrow", TableFormat.Arrow), (".jsonl", TableFormat.JsonLines), (".ndjson", TableFormat.JsonLines),
        (".json", TableFormat.Json), (".csv", TableFormat.Csv), (".tsv", TableFormat.Tsv), (".txt", TableFormat.Text),
    ];

    /// <summary>The endings of files of rows, as a user reads them.</summary>
    public static string Endings { get; } =
        $"{string.Join(", ", Formats[..^1].Select(f => f.Ending))} or {Formats[^1].Ending}, also with {string.Join(", ", Packings[..^1])} or {Packings[^1]}";

    /// <summary>The archive that holds the file; null for a file on disk.</summary>
    public string? Archive { get; init; }

    /// <summary>The format that the name says; null for a file that is none of rows.</summary>
    public TableFormat? Format => FormatOf(Name);

    /// <summary>The name without the endings that say format and packing.</summary>
    public string Stem
    {
        get
        {
            string unpacked = Unpacked(Name);
            string? ending = Array.Find(Formats, f => unpacked.EndsWith(f.Ending, StringComparison.OrdinalIgnoreCase)).Ending;
            return unpacked[..^(ending?.Length ?? 0)];
        }
    }

    /// <summary>Whether the file is packed, or in an archive: it can only be read from the start.</summary>
    public bool IsPacked => Archive is not null || Unpacked(Name).Length < Name.Length;

    /// <summary>Returns a file on disk.</summary>
    public static DataFile OnDisk(string path) => new(path, System.IO.Path.GetFileName(path));

    /// <summary>Returns the format that a name says; null for none.</summary>
    public static TableFormat? FormatOf(string name)
    {
        string unpacked = Unpacked(name);
        foreach ((string ending, TableFormat format) in Formats)
            if (unpacked.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return format;
        return null;
    }

    /// <summary>Opens the unpacked content.</summary>
    /// <exception cref="IOException">The file can't be opened.</exception>
    /// <exception cref="InvalidDataException">The path is a pipe or a device.</exception>
    public Stream Open()
    {
        if (Archive is not null) return OpenEntry();
        Stream file = new FileStream(RegularFile.Open(Path), FileAccess.Read, 1 << 16);
        try { return Unpack(file, file.Length); }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private Stream OpenEntry()
    {
        var archive = new ZipArchive(new FileStream(RegularFile.Open(Archive!), FileAccess.Read), ZipArchiveMode.Read);
        try
        {
            ZipArchiveEntry entry = archive.GetEntry(Path[(Archive!.Length + 1)..]) ?? throw new IOException($"'{Path}' is no longer in the archive");
            return new BoundedStream(Unpack(entry.Open(), entry.CompressedLength), entry.CompressedLength, archive);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    private Stream Unpack(Stream file, long size)
    {
        try { return Unpacking(file, size); }
        catch (Exception e) when (e is not IOException)
        {
            throw Damaged(e);
        }
    }

    private Stream Unpacking(Stream file, long size) => System.IO.Path.GetExtension(Name).ToLowerInvariant() switch
    {
        ".gz" => new BoundedStream(new GZipStream(file, CompressionMode.Decompress), size, file),
        ".bz2" => new BoundedStream(SharpCompress.Compressors.BZip2.BZip2Stream.Create(file, SharpCompress.Compressors.CompressionMode.Decompress, true),
        size, file),
        ".xz" => new BoundedStream(new XZStream(file), size, file),
        ".zst" => new BoundedStream(new ZstdSharp.DecompressionStream(file), size, file),
        _ => file,
    };

    private static TableException Damaged(Exception e) => new($"it can't be unpacked: {DisplayText.Of(e.Message, 200)}");

    private static string Unpacked(string name)
    {
        string? packing = Array.Find(Packings, p => name.EndsWith(p, StringComparison.OrdinalIgnoreCase));
        return name[..^(packing?.Length ?? 0)];
    }

    /// <summary>Refuses content that unpacks to far more than any table does.</summary>
    private sealed class BoundedStream(Stream inner, long packed, IDisposable? owner = null) : Stream
    {
        private readonly long most = Math.Max(FreeBytes, packed * MostGrowth);
        private long total;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => total; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read;
            try { read = inner.Read(buffer, offset, count); }
            catch (Exception e) when (e is not IOException)
            {
                throw Damaged(e);
            }
            total += read;
            return total <= most ? read
                : throw new TableException($"it unpacks to more than {TableLimits.Text(most)}, over {MostGrowth} times its size, as no table does");
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            if (disposing) owner?.Dispose();
            base.Dispose(disposing);
        }
    }
}
