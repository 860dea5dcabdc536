using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>
/// The rows of a file's content, detected by content: JSON Lines, a list, a task of Super-NaturalInstructions, or an object that holds one list of rows.
/// Python's NaN and Infinity are read where nobody needs them.
/// </summary>
/// <param name="content">UTF-8 without a byte-order mark.</param>
internal sealed class JsonRows(byte[] content)
{
    private const string Instances = "Instances";

    private const int LinesTried = 1000, MaxDepth = 10_000;

    // Fields that nobody reads may be nested deeply.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = MaxDepth };

    private static readonly byte[] Before = System.Text.Encoding.UTF8.GetBytes($"{{\"{RowField.NotFinite}\":\"");

    private readonly byte[] json = NotFiniteNumbers.Wrapped(content, Before, "\"}"u8);

    /// <summary>Handles a row.</summary>
    /// <param name="row">The row, valid during the call.</param>
    /// <param name="number">The number of the list's item, or of the line in JSON Lines, from 1.</param>
    /// <param name="line">The line on which it begins, from 1; 0 if the whole file is one line.</param>
    public delegate void RowHandler(JsonElement row, int number, int line);

    /// <summary>Handles a fault of the file: of one line in JSON Lines, of the whole file otherwise (row 0).</summary>
    /// <param name="row">The line of JSON Lines, from 1; 0 for the whole file.</param>
    /// <param name="place">The line and the byte in it; the default if unknown.</param>
    /// <param name="problem">The fault.</param>
    public delegate void FaultHandler(int row, JsonPlace place, string problem);

    /// <summary>Finds the rows.</summary>
    /// <param name="begin">Receives the definition of a task of Super-NaturalInstructions, before its rows.</param>
    /// <param name="add">Receives each row.</param>
    /// <param name="fault">Receives each fault.</param>
    public void Read(Action<string> begin, RowHandler add, FaultHandler fault)
    {
        if (json.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) is not (>= 0 and var first))
        {
            fault(0, default, "invalid JSON: the file is empty");
            return;
        }
        try
        {
            if (json[first] == '[' && json.AsSpan(first).TrimEnd(" \t\r\n"u8).Contains((byte)'\n') && HasLines(listed: true)) Lines(add, fault);
            else if (json[first] == '{')
            {
                using JsonDocument whole = JsonDocument.Parse(json, Deep);
                if (Single(whole.RootElement, begin, add, fault) is not { } name) return;
                Walk(name, add);
            }
            else if (json[first] == '[') Walk(null, add);
            else
            {
                using JsonDocument whole = JsonDocument.Parse(json, Deep);
                fault(0, default, "a list of rows is needed");
            }
        }
        catch (JsonException e)
        {
            if (json[first] != '[' && HasLines()) Lines(add, fault);
            else fault(0, PlaceOf(e), Message(e));
        }
        catch (InvalidOperationException)
        {
            fault(0, default, "a text has half of a surrogate pair");
        }
    }

    /// <summary>Reads a value of any form, e.g. a list of labels.</summary>
    /// <exception cref="JsonException">It is malformed.</exception>
    public JsonDocument Parse() => JsonDocument.Parse(json, Deep);

    /// <summary>Returns the place of malformed JSON; without the byte where numbers were replaced before it was read.</summary>
    public JsonPlace PlaceOf(JsonException e) => ReferenceEquals(json, content) ? JsonPlace.Of(e) : JsonPlace.Of(e) with { Byte = 0 };

    /// <summary>Describes malformed JSON, without the place.</summary>
    public static string Message(JsonException e) => $"invalid JSON: {JsonPlace.Without(e)}";

    /// <summary>Returns the name of the list of rows in an object; null if the object itself is a row or has no such list.</summary>
    private static string? Single(JsonElement whole, Action<string> begin, RowHandler add, FaultHandler fault)
    {
        bool named = whole.TryGetProperty(Instances, out JsonElement instances);
        if (!named && RowLayout.Fits(whole))
        {
            add(whole, 1, 1);
            return null;
        }
        string? list = named ? Instances : NameOf(whole, Instances), defined = NameOf(whole, "Definition");
        // Under other names than the published ones, a list alone is a list of plain rows.
        if (list is not null && (named || defined is not null && whole.TryGetProperty(list, out instances)))
        {
            string? definition = Definition(whole, defined);
            if (definition is null) fault(0, default, "'Definition' must be a text or a list of texts");
            begin(definition ?? "");
            if (instances.ValueKind == JsonValueKind.Array) return list;
            fault(0, default, "a list of rows is needed");
            return null;
        }
        string[] lists = [.. whole.EnumerateObject().Where(p => IsRows(p.Value)).Select(p => p.Name).Distinct()];
        if (lists.Length > 1 && lists.Contains("data")) lists = ["data"];
        if (lists.Length == 1) return lists[0];
        if (lists.Length > 1)
            fault(0, default, $"the file has several lists of rows ({string.Join(", ", lists.Select(l => $"'{l}'"))}); write each into a file of its own");
        else if (whole.EnumerateObject().Any(p => p.Value.ValueKind == JsonValueKind.Array && p.Value.GetArrayLength() == 0))
            fault(0, default, "the file has no rows");
        // An object without a list is a line of JSON Lines with other fields.
        else add(whole, 1, 1);
        return null;
    }

    private static bool IsRows(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(r => r.ValueKind == JsonValueKind.Object);

    /// <summary>Passes on the items of the list that is the whole content, or that an object holds under a name.</summary>
    private void Walk(string? name, RowHandler add)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        while (name is not null && !(reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name))) reader.Read();
        if (name is not null) reader.Read();
        bool lines = json.AsSpan().TrimEnd("\r\n"u8).Contains((byte)'\n');
        (int number, int line, int counted) = (0, 1, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            line += json.AsSpan(counted, start - counted).Count((byte)'\n');
            counted = start;
            using JsonDocument row = JsonDocument.ParseValue(ref reader);
            add(row.RootElement, ++number, lines ? line : 0);
        }
        // What follows has been parsed with the object; after a list there must be nothing.
        if (name is null) reader.Read();
    }

    private void Lines(RowHandler add, FaultHandler fault)
    {
        int number = 0;
        foreach (Range range in Ranges())
        {
            number++;
            ReadOnlyMemory<byte> line = json.AsMemory(range);
            if (line.Span.IndexOfAnyExcept(" \t\r"u8) < 0) continue;
            try
            {
                using JsonDocument row = JsonDocument.Parse(line, Deep);
                add(row.RootElement, number, number);
            }
            catch (JsonException e)
            {
                fault(number, PlaceOf(e) with { Line = number }, Message(e));
            }
        }
    }

    /// <summary>
    /// Whether the content is JSON Lines: at least two lines, most of which are, or are meant as, objects of their own; otherwise one value is malformed.
    /// </summary>
    /// <param name="listed">Whether the content begins like a list, so that its first line has to be one by itself.</param>
    private bool HasLines(bool listed = false)
    {
        (int objects, int others) = (0, 0);
        foreach (Range range in Ranges())
        {
            ReadOnlyMemory<byte> line = json.AsMemory(range);
            ReadOnlySpan<byte> text = line.Span.Trim(" \t\r"u8);
            if (text.IsEmpty) continue;
            if (text[0] == '{' && text[^1] == '}') objects++;
            else others++;
            if (listed && objects + others == 1 && !IsWhole(line)) return false;
            if (objects + others == LinesTried) break;
        }
        return objects + others > 1 && objects >= others;
    }

    private static bool IsWhole(ReadOnlyMemory<byte> line)
    {
        // A list that is broken into lines has none of its own at first; do not read a long one for that.
        if (line.Span.TrimEnd(" \t\r"u8)[^1] != ']') return false;
        try
        {
            using JsonDocument whole = JsonDocument.Parse(line, Deep);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private IEnumerable<Range> Ranges()
    {
        for (int start = 0; start <= json.Length;)
        {
            int length = json.AsSpan(start).IndexOf((byte)'\n');
            int end = length < 0 ? json.Length : start + length;
            yield return start..end;
            start = end + 1;
        }
    }

    /// <summary>Returns an object's own spelling of a name, without regard to case; null if it has no such name.</summary>
    private static string? NameOf(JsonElement whole, string name) => whole.TryGetProperty(name, out _) ? name
        : whole.EnumerateObject().Select(NameOf).FirstOrDefault(n => name.Equals(n, StringComparison.OrdinalIgnoreCase));

    private static string? NameOf(JsonProperty property)
    {
        try { return property.Name; }
        catch (InvalidOperationException) { return null; }
    }

    private static string? Definition(JsonElement task, string? name) => name is null ? null : Definition(task.GetProperty(name));

    private static string? Definition(JsonElement d) => d.ValueKind switch
    {
        JsonValueKind.String => RowField.TextOrNull(d),
        JsonValueKind.Array when d.EnumerateArray().All(t => t.ValueKind == JsonValueKind.String && RowField.TextOrNull(t) is not null)
            => string.Join(' ', d.EnumerateArray().Select(RowField.TextOrNull)),
        _ => null,
    };
}
