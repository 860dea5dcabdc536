using System.Buffers;
using System.Text;

namespace Kif;

/// <summary>
/// The rows of cells as they are written, without their quotation marks. As pandas reads them: a mark inside a cell is a sign like others, what follows a
/// closing mark belongs to the cell, lines with nothing but spaces are no rows; lines end with LF, CR LF or CR.
/// </summary>
/// <param name="window">The file.</param>
/// <param name="options">How it is written.</param>
/// <param name="separator">The sign between cells.</param>
internal sealed class CsvCells(ByteWindow window, CsvOptions options, byte separator)
{
    /// <summary>What helps where quotation marks are no such marks.</summary>
    public const string QuotingAdvice = "if the file's marks are signs like others, say data.quotes=false (--set), or quoting: 3 in a config";

    private const int MostCells = 100_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly int quote = options.Quote ?? -1, comment = options.Comment ?? -1;
    private readonly SearchValues<byte> ends =
        SearchValues.Create([separator, (byte)'\n', (byte)'\r', .. options.Comment is { } sign ? [(byte)sign] : Array.Empty<byte>()]);
    private readonly ArrayBufferWriter<byte> cell = new();
    private readonly List<string> cells = [];
    private int at, line = 1;

    /// <summary>The cells of the row that was read last.</summary>
    public IReadOnlyList<string> Cells => cells;

    /// <summary>The line on which that row begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The number of line ends inside its cells.</summary>
    public int InnerLines { get; private set; }

    /// <summary>Reads the next row. Returns false at the end of the file.</summary>
    /// <exception cref="TableException">A quotation mark is opened and never closed, or the row is too large.</exception>
    public bool Read()
    {
        InnerLines = 0;
        do
        {
            if (!Has(0)) return false;
        }
        while (SkipBlankLine());
        (Line, at) = (line, 0);
        cells.Clear();
        while (ReadCell()) { }
        window.Skip(at);
        return true;
    }

    /// <summary>Reads a cell and the sign after it. Returns whether another cell of the row follows.</summary>
    private bool ReadCell()
    {
        cell.ResetWrittenCount();
        if (Has(at) && window.Bytes[at] == quote) ReadQuoted();
        while (true)
        {
            int length = Has(at) ? window.Bytes[at..].IndexOfAny(ends) : 0;
            int whole = length < 0 ? window.Bytes.Length - at : length;
            cell.Write(window.Bytes.Slice(at, whole));
            at += whole;
            if (!Has(at)) break;
            if (length >= 0) break;
        }
        if (cells.Count == MostCells) throw new TableException($"a row has more than {MostCells} cells", new(Line, 0));
        cells.Add(cell.WrittenCount == 0 ? "" : Utf8.GetString(cell.WrittenSpan));
        if (!Has(at)) return false;
        if (window.Bytes[at] == comment) SkipToLineEnd();
        else if (window.Bytes[at] == separator)
        {
            at++;
            return true;
        }
        if (Has(at)) SkipLineEnd();
        return false;
    }

    private void ReadQuoted()
    {
        int opened = line + InnerLines;
        at++;
        while (true)
        {
            int length = Has(at) ? window.Bytes[at..].IndexOf((byte)quote) : -1;
            int whole = length < 0 ? window.Bytes.Length - at : length;
            cell.Write(window.Bytes.Slice(at, whole));
            InnerLines += window.Bytes.Slice(at, whole).Count((byte)'\n');
            at += whole;
            if (length < 0)
            {
                if (!Has(at))
                    throw new TableException("a quotation mark is opened and never closed; " + QuotingAdvice, new(opened, 0));
                continue;
            }
            at++;
            if (!Has(at) || window.Bytes[at] != quote) return;
            cell.Write([(byte)quote]);
            at++;
        }
    }

    /// <summary>Passes a line that is empty, has spaces only or is a remark. Returns whether there was one.</summary>
    private bool SkipBlankLine()
    {
        at = 0;
        while (Has(at) && window.Bytes[at] is (byte)' ' or (byte)'\t' && window.Bytes[at] != separator) at++;
        if (!Has(at)) return Passed();
        byte next = window.Bytes[at];
        if (next == comment && at == 0) SkipToLineEnd();
        else if (next is not ((byte)'\n' or (byte)'\r')) return false;
        if (Has(at)) SkipLineEnd();
        return Passed();
    }

    private bool Passed()
    {
        window.Skip(at);
        at = 0;
        return true;
    }

    private void SkipToLineEnd()
    {
        while (Has(at) && window.Bytes[at] is not ((byte)'\n' or (byte)'\r')) at++;
    }

    private void SkipLineEnd()
    {
        bool carriage = window.Bytes[at++] == '\r';
        if (carriage && Has(at) && window.Bytes[at] == '\n') at++;
        line += InnerLines + 1;
    }

    /// <summary>Whether there is a byte at a place in the window, after reading on if needed.</summary>
    private bool Has(int place)
    {
        while (place >= window.Bytes.Length)
            if (!window.Fill()) return false;
        return true;
    }
}
