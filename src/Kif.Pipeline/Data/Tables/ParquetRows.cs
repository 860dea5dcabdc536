using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace Kif;

/// <summary>The rows of a Parquet file: a batch of rows at a time, a page at a time from the file.</summary>
/// <param name="limits">The largest sizes.</param>
internal sealed class ParquetRows(TableLimits limits)
{
    private const int MostRows = 1024, LargestBatch = 32 << 20, LargestChunk = 64 << 20;

    /// <summary>Reads the rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="named">Receives the metadata <c>huggingface</c> of the file and the columns of JSON, and returns who receives the rows.</param>
    /// <exception cref="TableException">The file can't be read on.</exception>
    public void Read(string path, Func<string?, IReadOnlyList<string>, IRowSink> named)
    {
        if (new FileInfo(path).Length == 0) throw new TableException("the file is empty");
        try
        {
            using ReaderProperties properties = ReaderProperties.GetDefaultReaderProperties();
            // A page at a time, not a whole column.
            properties.EnableBufferedStream();
            using ArrowReaderProperties arrow = ArrowReaderProperties.GetDefault();
            (arrow.PreBuffer, arrow.UseThreads) = (false, false);
            using (var probe = new ParquetFileReader(path, properties))
            {
                arrow.BatchSize = BatchSize(probe);
            }
            using var reader = new FileReader(path, properties, arrow);
            // Not disposed, it would keep the file open until it is collected.
            using ParquetFileReader own = reader.ParquetReader;
            FileMetaData metadata = own.FileMetaData;
            IRowSink sink = named(metadata.KeyValueMetadata.GetValueOrDefault("huggingface"), [.. Enumerable.Range(0, metadata.Schema.NumColumns)
                .Select(metadata.Schema.Column).Where(c => c.LogicalType is JsonLogicalType && c.Path.ToDotVector().Length == 1).Select(c => c.Name)]);
            if (!reader.Schema.FieldsList.Any(f => HasFixedLists(f.DataType)))
            {
                Read(reader, sink);
                return;
            }
            using Stream plain = ParquetStream.Open(path);
            using var lists = new FileReader(plain, properties, arrow);
            Read(lists, sink);
        }
        // The native code's errors have no type of their own.
        catch (Exception e) when (e is not (TableException or IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            throw new TableException($"it is no Parquet file, or a damaged one: {DisplayText.Of(Message(e), 200)}");
        }
    }

    private void Read(FileReader reader, IRowSink sink)
    {
        using IArrowArrayStream stream = reader.GetRecordBatchReader();
        var batches = new ArrowBatches(limits, sink);
        while (stream.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } batch)
            using (batch) batches.Add(batch);
    }

    private static bool HasFixedLists(IArrowType type) =>
        type is FixedSizeListType || type is NestedType nested && nested.Fields.Any(f => HasFixedLists(f.DataType));

    /// <summary>Returns the number of rows of a batch, so that one stays small: rows are of a usual size, or as large as the file's largest column.</summary>
    private int BatchSize(ParquetFileReader file)
    {
        long most = MostRows;
        for (int g = 0; g < file.FileMetaData.NumRowGroups; g++)
        {
            using RowGroupReader reader = file.RowGroup(g);
            RowGroupMetaData group = reader.MetaData;
            if (group.NumRows == 0) continue;
            most = Math.Min(most, LargestBatch / Math.Max(1, group.TotalByteSize / group.NumRows));
            for (int c = 0; c < group.NumColumns; c++)
            {
                using ColumnChunkMetaData chunk = group.GetColumnChunkMetaData(c);
                long size = chunk.TotalUncompressedSize;
                if (size / Math.Max(1, group.NumRows) > limits.RowBytes)
                    throw new TableException(
                        $"rows have {TableLimits.Text(size / group.NumRows)} on average; at most {TableLimits.Text(limits.RowBytes)} are read");
                // A value that is stored once may be repeated in every row.
                if (size > LargestChunk) most = Math.Min(most, 16L * LargestChunk / size);
            }
        }
        return (int)Math.Max(1, most);
    }

    private static string Message(Exception e) => (e as AggregateException)?.InnerException?.Message ?? e.Message;
}
