using System.Text.Json;

namespace Kif;

/// <summary>
/// The rows of a file of JSON, detected by content: JSON Lines, a list, a task of Super-NaturalInstructions, or an object that holds one list of rows.
/// Lists and lines are read row by row. Python's NaN and Infinity are read where nobody needs them.
/// </summary>
/// <param name="window">The file.</param>
/// <param name="limits">The largest sizes.</param>
/// <param name="isRow">Whether an object is a row by its fields, and not a file of rows.</param>
/// <param name="sink">Receives rows and faults.</param>
internal sealed class JsonRows(ByteWindow window, TableLimits limits, Func<JsonElement, bool> isRow, IRowSink sink)
{
    private const string Instances = "Instances";

    private const int LinesTried = 1000, Examined = 1 << 20;

    private readonly JsonText text = new(window);

    /// <summary>The name of the list of rows in a file that is one object. Default: null, for the only list there is.</summary>
    public string? Field { get; init; }

    /// <summary>Whether the file's name says that each line is a row. Default: false.</summary>
    public bool IsLines { get; init; }

    /// <summary>Finds the rows.</summary>
    /// <exception cref="TableException">The file can't be read on.</exception>
    public void Read()
    {
        window.Fill(Examined);
        if (window.Bytes.IndexOfAnyExcept(" \t\r\n"u8) is not (>= 0 and var first))
            throw new TableException("invalid JSON: the file is empty");
        try
        {
            switch (window.Bytes[first])
            {
                case (byte)'[' when !HasLines(first, listed: true): new JsonList(text, sink).Read(); break;
                case (byte)'[': Lines(); break;
                default: LinesOrOne(first); break;
            }
        }
        catch (InvalidOperationException)
        {
            throw new TableException("a text has half of a surrogate pair");
        }
    }

    /// <summary>Reads lines if the first one is a value of its own with others after it, or if most are; one value otherwise.</summary>
    private void LinesOrOne(int first)
    {
        while (!window.Bytes[first..].Contains((byte)'\n') && (IsLines || window.Bytes.Length < limits.RowBytes) && window.Fill()) { }
        int end = window.Bytes[first..].IndexOf((byte)'\n') is >= 0 and var at ? first + at : window.Bytes.Length;
        bool follows = window.Bytes[end..].IndexOfAnyExcept(" \t\r\n"u8) >= 0;
        if (Field is null && follows && (JsonText.IsWhole(window.Memory[first..end]) || HasLines(first))) Lines();
        else One(first);
    }

    private void One(int first)
    {
        window.MostBytes = limits.BlockBytes;
        try { while (window.Fill()) { } }
        catch (TableException e) when (e.Message.Contains(TableLimits.Text(limits.BlockBytes), StringComparison.Ordinal))
        {
            throw new TableException($"the file is a single JSON value of more than {TableLimits.Text(limits.BlockBytes)}; "
                + "write a list of rows, or a row on each line");
        }
        try
        {
            using JsonDocument whole = text.Parse(window.Memory, out byte[]? wrapped);
            if (window.Bytes[first] != '{') throw new TableException("a list of rows is needed");
            if (Single(whole.RootElement) is { } name) new JsonWalk(wrapped ?? window.Memory, limits, sink).Read(name);
        }
        catch (JsonException e)
        {
            throw new TableException(JsonText.Message(e), text.PlaceOf(e));
        }
    }

    /// <summary>Returns the name of the list of rows in an object; null if the object itself is a row or has no such list.</summary>
    private string? Single(JsonElement whole)
    {
        if (Field is { } field)
            return whole.TryGetProperty(field, out JsonElement chosen) && chosen.ValueKind == JsonValueKind.Array ? field
                : throw new TableException($"there is no list '{field}' among the fields {RowField.Names(whole)}");
        bool named = whole.TryGetProperty(Instances, out JsonElement instances);
        if (!named && isRow(whole)) return Alone(whole);
        string? list = named ? Instances : JsonText.NameOf(whole, Instances), defined = JsonText.NameOf(whole, "Definition");
        // Under other names than the published ones, a list alone is a list of plain rows.
        if (list is not null && (named || defined is not null && whole.TryGetProperty(list, out instances)))
        {
            string? definition = JsonText.Definition(whole, defined);
            if (definition is null) sink.Fault(0, default, "'Definition' must be a text or a list of texts");
            sink.Define(definition ?? "");
            return instances.ValueKind == JsonValueKind.Array ? list : throw new TableException("a list of rows is needed");
        }
        string[] lists = [.. whole.EnumerateObject().Where(p => IsRows(p.Value)).Select(p => p.Name).Distinct()];
        if (lists.Length > 1 && lists.Contains("data")) lists = ["data"];
        if (lists.Length == 1) return lists[0];
        if (lists.Length > 1)
            throw new TableException($"the file has several lists of rows ({string.Join(", ", lists.Select(l => $"'{l}'"))}); "
                + "write each into a file of its own");
        if (whole.EnumerateObject()
            .Any(p => p.Value.ValueKind == JsonValueKind.Array && p.Value.GetArrayLength() == 0)) throw new TableException("the file has no rows");
        // An object without a list is a line of JSON Lines with other fields.
        return Alone(whole);
    }

    private string? Alone(JsonElement row)
    {
        if (window.Bytes.Length > limits.RowBytes) throw new TableException($"a row has more than {TableLimits.Text(limits.RowBytes)}, the most that is read");
        sink.Add(row, 1, 1);
        return null;
    }

    private static bool IsRows(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(r => r.ValueKind == JsonValueKind.Object);

    private void Lines()
    {
        for (int number = 1; ; number++)
        {
            int from = 0, length;
            while ((length = window.Bytes[from..].IndexOf((byte)'\n')) < 0)
            {
                from = window.Bytes.Length;
                if (!window.Fill()) break;
            }
            int end = length < 0 ? window.Bytes.Length : from + length;
            Line(window.Memory[..end], number);
            if (length < 0) return;
            window.Skip(end + 1);
        }
    }

    private void Line(ReadOnlyMemory<byte> line, int number)
    {
        ReadOnlySpan<byte> trimmed = line.Span.Trim(" \t\r"u8);
        // Python writes null for a row that it lost.
        if (trimmed.IsEmpty || trimmed.SequenceEqual("null"u8)) return;
        try
        {
            foreach (JsonDocument row in text.Values(line))
                using (row) sink.Add(row.RootElement, number, number);
        }
        catch (JsonException e)
        {
            sink.Fault(number, text.PlaceOf(e) with { Line = number }, JsonText.Message(e));
        }
    }

    /// <summary>
    /// Whether the content is JSON Lines: at least two lines, most of which are, or are meant as, objects of their own; otherwise one value is malformed.
    /// </summary>
    /// <param name="first">The first byte that is no white space.</param>
    /// <param name="listed">Whether the content begins like a list, so that its first line has to be one by itself.</param>
    private bool HasLines(int first, bool listed = false)
    {
        (int objects, int others) = (0, 0);
        for (int start = first; start < window.Bytes.Length && objects + others < LinesTried;)
        {
            int length = window.Bytes[start..].IndexOf((byte)'\n');
            int end = length < 0 ? window.Bytes.Length : start + length;
            ReadOnlySpan<byte> line = window.Bytes[start..end].Trim(" \t\r"u8);
            if (!line.IsEmpty && line[0] == '{' && line[^1] == '}') objects++;
            else if (!line.IsEmpty) others++;
            // A list that is broken into lines has none of its own at first; do not read a long one for that.
            if (listed && objects + others == 1 && (length < 0 || line[^1] != ']' || !JsonText.IsWhole(window.Memory[start..end]))) return false;
            start = end + 1;
        }
        return objects + others > 1 && objects >= others;
    }
}
