using System.Buffers;
using System.Buffers.Binary;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Memory;

namespace Kif;

/// <summary>The rows of a file of Arrow, in the form of a file or of a stream; batch by batch.</summary>
/// <param name="limits">The largest sizes.</param>
internal sealed class ArrowRows(TableLimits limits)
{
    // No packing of a table does more than that.
    private const long MostGrowth = 1100, FewBytes = 1 << 20;

    /// <summary>Reads the rows.</summary>
    /// <param name="file">The content.</param>
    /// <param name="named">Receives the metadata <c>huggingface</c> of the schema and returns who receives the rows.</param>
    /// <exception cref="TableException">The file can't be read on.</exception>
    public void Read(Stream file, Func<string?, IRowSink> named)
    {
        try
        {
            SkipMark(file);
            var allocator = new BoundedAllocator((int)Math.Min(limits.BlockBytes, Math.Max(FewBytes, file.Length * MostGrowth)));
            using var reader = new ArrowStreamReader(new FramedStream(file), allocator, new CompressionCodecFactory(), leaveOpen: true);
            IReadOnlyDictionary<string, string>? metadata = reader.Schema?.Metadata;
            var batches = new ArrowBatches(limits, named(metadata?.GetValueOrDefault("huggingface")));
            while (reader.ReadNextRecordBatch() is { } batch)
                using (batch) batches.Add(batch);
        }
        catch (Exception e) when (e is not (TableException or IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            throw new TableException($"it is no file of Arrow, or a damaged one: {DisplayText.Of(e.Message, 200)}");
        }
    }

    /// <summary>
    /// Passes the mark of the form of a file, which a stream follows: what its footer repeats isn't needed, and a damaged one costs gigabytes.
    /// </summary>
    private static void SkipMark(Stream file)
    {
        if (!file.CanSeek) throw new TableException("a packed file of Arrow is not read; unpack it");
        Span<byte> mark = stackalloc byte[8];
        int read = file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        if (read == 0) throw new TableException("the file is empty");
        file.Position = mark.StartsWith("ARROW1\0\0"u8) ? mark.Length : 0;
    }

    /// <summary>
    /// Refuses a message that is said to be longer than what is left of the file, and one whose lists are said to be longer than the message: the reader would
    /// first make room for them, up to gigabytes. Lengths are the only four bytes that it reads at once; everything else is padded to eight.
    /// </summary>
    private sealed class FramedStream(Stream file) : Stream
    {
        private const int LengthBytes = 4;
        private int next;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => file.Position = value; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = file.Read(buffer);
            if (next > 0 && buffer.Length == next && read == next && !ArrowMessage.IsSound(buffer))
                throw new TableException("it is no file of Arrow, or a damaged one: a message has lists that are longer than itself");
            next = buffer.Length == LengthBytes && read == LengthBytes ? BinaryPrimitives.ReadInt32LittleEndian(buffer) : 0;
            if (buffer.Length == LengthBytes && read == LengthBytes && BinaryPrimitives.ReadInt32LittleEndian(buffer) is var said
                && said > file.Length - file.Position)
                throw new TableException($"it is no file of Arrow, or a damaged one: a message has {said} bytes, and {file.Length - file.Position} are left");
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void Flush() => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    /// <summary>Allocates what a file asks for, up to a size.</summary>
    private sealed class BoundedAllocator(int mostBytes) : MemoryAllocator
    {
        private readonly NativeMemoryAllocator native = new();

        protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
        {
            if (length > mostBytes) throw new TableException($"a batch has {TableLimits.Text(length)}; at most {TableLimits.Text(mostBytes)} are read");
            bytesAllocated = length;
            return native.Allocate(length);
        }
    }
}
