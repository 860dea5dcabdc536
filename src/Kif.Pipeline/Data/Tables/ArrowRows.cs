using System.Buffers;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Memory;

namespace Kif;

/// <summary>The rows of a file of Arrow, in the form of a file or of a stream; batch by batch.</summary>
/// <param name="limits">The largest sizes.</param>
internal sealed class ArrowRows(TableLimits limits)
{
    /// <summary>Reads the rows.</summary>
    /// <param name="file">The content.</param>
    /// <param name="named">Receives the metadata <c>huggingface</c> of the schema and returns who receives the rows.</param>
    /// <exception cref="TableException">The file can't be read on.</exception>
    public void Read(Stream file, Func<string?, IRowSink> named)
    {
        var allocator = new BoundedAllocator(limits.BlockBytes);
        try
        {
            SkipMark(file);
            using var reader = new ArrowStreamReader(file, allocator, new CompressionCodecFactory(), leaveOpen: true);
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
