using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kif;

/// <summary>
/// The rows of a file of cells as objects of texts: every cell is the text that is written, an empty one too; cells that a row lacks are null.
/// </summary>
/// <param name="window">The file.</param>
/// <param name="options">How it is written.</param>
/// <param name="usual">The sign that the ending says.</param>
/// <param name="sink">Receives rows and faults.</param>
internal sealed partial class CsvRows(ByteWindow window, CsvOptions options, char usual, IRowSink sink)
{
    private static readonly char[] Separators = [',', '\t', ';', '|'];

    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>Reads the rows.</summary>
    /// <exception cref="TableException">The file can't be read on.</exception>
    public void Read()
    {
        char separator = options.Separator ?? Separator();
        if (separator != usual && options.Separator is null)
            sink.Note($"cells are separated by {(separator == '\t' ? "tabs" : $"'{separator}'")}, as the header says");
        var cells = new CsvCells(window, options, (byte)separator);
        bool told = false;
        string[]? columns = options.Columns?.ToArray();
        if (columns is null && options.HasHeader)
        {
            if (!cells.Read()) throw new TableException("the file is empty");
            columns = [.. cells.Cells.Select((name, i) => name.Length > 0 ? name : string.Create(CultureInfo.InvariantCulture, $"Unnamed: {i}"))];
        }
        for (int number = 1; cells.Read(); number++)
        {
            columns ??= [.. cells.Cells.Select((_, i) => i.ToString(CultureInfo.InvariantCulture))];
            if (cells.Cells.Count > columns.Length)
            {
                sink.Fault(number, new(cells.Line, 0), string.Create(CultureInfo.InvariantCulture,
                    $"the row has {cells.Cells.Count} cells and the header {columns.Length}; a cell with a '{separator}' in it needs quotation marks"));
                continue;
            }
            if (separator == '\t' && cells.InnerLines > 0 && !told)
            {
                told = true;
                sink.Note(string.Create(CultureInfo.InvariantCulture,
                    $"a cell in quotation marks reaches from line {cells.Line} to line {cells.Line + cells.InnerLines}; ")
                    + CsvCells.QuotingAdvice);
            }
            using JsonDocument row = Row(columns, cells.Cells);
            sink.Add(row.RootElement, number, cells.Line);
        }
    }

    private JsonDocument Row(string[] columns, IReadOnlyList<string> cells)
    {
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer, ArrowJson.Relaxed))
        {
            json.WriteStartObject();
            for (int i = 0; i < columns.Length; i++)
            {
                json.WritePropertyName(columns[i]);
                if (i >= cells.Count) json.WriteNullValue();
                else json.WriteStringValue(cells[i]);
            }
            json.WriteEndObject();
        }
        return JsonDocument.Parse(buffer.WrittenMemory);
    }

    /// <summary>Returns the separator that the ending says; another one if the header is a single cell with it and has that one.</summary>
    private char Separator()
    {
        window.Fill(1);
        while (window.Bytes.IndexOfAny((byte)'\n', (byte)'\r') < 0 && window.Fill()) { }
        int end = window.Bytes.IndexOfAny((byte)'\n', (byte)'\r');
        string header = Quoted().Replace(Encoding.UTF8.GetString(end < 0 ? window.Bytes : window.Bytes[..end]), "");
        if (header.Contains(usual, StringComparison.Ordinal)) return usual;
        char most = Separators.MaxBy(s => header.Count(c => c == s));
        return header.Contains(most, StringComparison.Ordinal) ? most : usual;
    }

    [GeneratedRegex("\"[^\"]*\"?")]
    private static partial Regex Quoted();
}

/// <summary>The rows of a plain text: a line each, blank ones too, under the name <c>text</c>.</summary>
/// <param name="window">The file.</param>
/// <param name="sink">Receives the rows.</param>
internal sealed class PlainLines(ByteWindow window, IRowSink sink)
{
    /// <summary>Reads the lines.</summary>
    public void Read()
    {
        var buffer = new ArrayBufferWriter<byte>();
        for (int number = 1; window.Bytes.Length > 0 || window.Fill(); number++)
        {
            int length, from = 0;
            while ((length = window.Bytes[from..].IndexOf((byte)'\n')) < 0)
            {
                from = window.Bytes.Length;
                if (!window.Fill()) break;
            }
            int end = length < 0 ? window.Bytes.Length : from + length;
            if (end == 0 && length < 0) return;
            buffer.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(buffer, ArrowJson.Relaxed))
            {
                json.WriteStartObject();
                json.WriteString("text"u8, window.Bytes[..end].TrimEnd((byte)'\r'));
                json.WriteEndObject();
            }
            window.Skip(Math.Min(end + 1, window.Bytes.Length));
            using JsonDocument row = JsonDocument.Parse(buffer.WrittenMemory);
            sink.Add(row.RootElement, number, number);
        }
    }
}
