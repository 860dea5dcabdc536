using System.Buffers.Binary;
using Kif.Models;

namespace Kif;

/// <summary>
/// A Parquet file without the Arrow schema that its writer left in it. Parquet has lists only; the schema may say that some are of one length, and the native
/// reader then refuses those that are null.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="at">The place of the schema's name.</param>
internal sealed class ParquetStream(FileStream file, long at) : Stream
{
    private const int MostFooter = 64 << 20, Ending = 8;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position { get => file.Position; set => file.Position = value; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="TableException">It has no footer, or one that is too large.</exception>
    public static Stream Open(string path)
    {
        var file = new FileStream(RegularFile.Open(path), FileAccess.Read);
        try
        {
            byte[] ending = new byte[Ending];
            file.Position = Math.Max(0, file.Length - Ending);
            file.ReadExactly(ending);
            int length = BinaryPrimitives.ReadInt32LittleEndian(ending);
            if (length is < 0 or > MostFooter
                || length > file.Length - Ending) throw new TableException($"the footer has {length} bytes; at most {MostFooter} are read");
            byte[] footer = new byte[length];
            long start = file.Position = file.Length - Ending - length;
            file.ReadExactly(footer);
            file.Position = 0;
            int name = footer.AsSpan().IndexOf("ARROW:schema"u8);
            return new ParquetStream(file, name < 0 ? -1 : start + name);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        long from = file.Position;
        int read = file.Read(buffer, offset, count);
        if (at >= from && at < from + read) buffer[offset + (int)(at - from)] = (byte)'-';
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void Flush() => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }
}
