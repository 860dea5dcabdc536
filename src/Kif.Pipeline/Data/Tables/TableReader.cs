using System.Text;
using System.Text.Json;

namespace Kif;

/// <summary>How a table is to be read, beyond what its name and content say.</summary>
internal sealed record TableOptions
{
    /// <summary>How files of cells are written.</summary>
    public CsvOptions Csv { get; init; } = new();

    /// <summary>The name of the list of rows in files of JSON that are one object. Default: null, for the only list there is.</summary>
    public string? Field { get; init; }

    /// <summary>The class names that the data set says, over those of the file. Default: null.</summary>
    public ClassNames? Classes { get; init; }

    /// <summary>The class names of an earlier file, for a file that has none of its own. Default: null.</summary>
    public ClassNames? EarlierClasses { get; init; }

    /// <summary>The largest sizes.</summary>
    public TableLimits Limits { get; init; } = TableLimits.Default;

    /// <summary>Whether an object is a row by its fields, and not a file of rows. Default: none is.</summary>
    public Func<JsonElement, bool> IsRow { get; init; } = _ => false;
}

/// <summary>Reads the rows of files of all formats. Files are read on, never whole, but for single JSON objects.</summary>
internal static class TableReader
{
    /// <summary>Reads the rows of a file; whatever is wrong with it becomes a fault.</summary>
    /// <returns>The class names by which it was read; null for none.</returns>
    public static ClassNames? Read(DataFile file, TableOptions options, IRowSink sink)
    {
        ClassNames? used = options.Classes ?? options.EarlierClasses;
        IRowSink Named(ClassNames? classes) => classes is null ? sink : new NamedRows(sink, classes);
        IRowSink OfFile(string? metadata, IReadOnlyList<string> json) =>
            Named(ClassNames.WithJson(used = options.Classes ?? ClassNames.OfMetadata(metadata) ?? options.EarlierClasses, json));
        try
        {
            switch (file.Format)
            {
                case TableFormat.Parquet:
                    if (file.IsPacked) throw new TableException("a packed Parquet file is not read; unpack it");
                    // Refuses what is no regular file before the native code opens it.
                    file.Open().Dispose();
                    new ParquetRows(options.Limits).Read(file.Path, OfFile);
                    break;
                case TableFormat.Arrow:
                    using (Stream arrow = file.Open()) new ArrowRows(options.Limits).Read(arrow, metadata => OfFile(metadata, []));
                    break;
                case TableFormat.Csv or TableFormat.Tsv:
                    using (ByteWindow cells = Window(file, options, options.Csv.Encoding))
                        new CsvRows(cells, options.Csv, file.Format == TableFormat.Tsv ? '\t' : ',', Named(used)).Read();
                    break;
                case TableFormat.Text:
                    using (ByteWindow lines = Window(file, options)) new PlainLines(lines, Named(used)).Read();
                    break;
                default:
                    using (ByteWindow json = Window(file, options))
                        new JsonRows(json, options.Limits, options.IsRow, Named(used))
                            { Field = options.Field, IsLines = file.Format == TableFormat.JsonLines }.Read();
                    break;
            }
        }
        catch (TableException e)
        {
            sink.Fault(0, e.Place, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            sink.Fault(0, default, e.Message);
        }
        return used;
    }

    private static ByteWindow Window(DataFile file, TableOptions options, Encoding? encoding = null)
    {
        Stream stream = file.Open();
        return new(encoding is null ? stream : Encoding.CreateTranscodingStream(stream, encoding, Encoding.UTF8), options.Limits.RowBytes);
    }
}
