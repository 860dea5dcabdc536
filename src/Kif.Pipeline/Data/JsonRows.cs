using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kif;

/// <summary>
/// The rows of a file's content, detected by content: JSON Lines, a list, a task of Super-NaturalInstructions, or an object that holds one list of rows.
/// Python's NaN and Infinity are read where nobody needs them.
/// </summary>
/// <param name="content">UTF-8 without a byte-order mark.</param>
internal sealed partial class JsonRows(byte[] content)
{
    private const int LinesTried = 1000;

    private readonly byte[] json = WithoutOddNumbers(content);

    /// <summary>Handles a row.</summary>
    /// <param name="row">The row, valid during the call.</param>
    /// <param name="number">The number of the list's item, or of the line in JSON Lines, from 1.</param>
    /// <param name="line">The line on which it begins, from 1; 0 if the whole file is one line.</param>
    public delegate void RowHandler(JsonElement row, int number, int line);

    /// <summary>Handles a fault of the file: of one line in JSON Lines, of the whole file otherwise (row 0).</summary>
    public delegate void FaultHandler(int row, int line, string problem);

    /// <summary>Finds the rows.</summary>
    /// <param name="begin">Receives the definition of a task of Super-NaturalInstructions, before its rows.</param>
    /// <param name="add">Receives each row.</param>
    /// <param name="fault">Receives each fault.</param>
    public void Read(Action<string> begin, RowHandler add, FaultHandler fault)
    {
        if (json.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) is not (>= 0 and var first))
        {
            fault(0, 0, "invalid JSON: the file is empty");
            return;
        }
        try
        {
            if (json[first] == '{')
            {
                using JsonDocument whole = JsonDocument.Parse(json);
                if (Single(whole.RootElement, begin, add, fault) is not { } name) return;
                Walk(name, add);
            }
            else if (json[first] == '[') Walk(null, add);
            else
            {
                using JsonDocument whole = JsonDocument.Parse(json);
                fault(0, 0, "a list of rows is needed");
            }
        }
        catch (JsonException e)
        {
            if (json[first] == '{' && HasLines()) Lines(add, fault);
            else fault(0, LineOf(e), Message(e));
        }
        catch (InvalidOperationException)
        {
            fault(0, 0, "a text has half of a surrogate pair");
        }
    }

    /// <summary>Reads a value of any form, e.g. a list of labels.</summary>
    /// <exception cref="JsonException">It is malformed.</exception>
    public JsonDocument Parse() => JsonDocument.Parse(json);

    /// <summary>Describes malformed JSON, without the place.</summary>
    public static string Message(JsonException e) => $"invalid JSON: {Place().Replace(e.Message, "").TrimEnd('.', ' ')}";

    /// <summary>Returns the line of malformed JSON, from 1.</summary>
    public static int LineOf(JsonException e) => (int)Math.Min(e.LineNumber ?? 0, int.MaxValue - 1) + 1;

    /// <summary>Returns the name of the list of rows in an object; null if the object itself is a row or has no such list.</summary>
    private static string? Single(JsonElement whole, Action<string> begin, RowHandler add, FaultHandler fault)
    {
        if (whole.TryGetProperty("Instances", out JsonElement instances))
        {
            string? definition = Definition(whole);
            if (definition is null) fault(0, 0, "'Definition' must be a text or a list of texts");
            begin(definition ?? "");
            if (instances.ValueKind == JsonValueKind.Array) return "Instances";
            fault(0, 0, "a list of rows is needed");
            return null;
        }
        if (RowLayout.Fits(whole))
        {
            add(whole, 1, 1);
            return null;
        }
        string[] lists = [.. whole.EnumerateObject().Where(p => IsRows(p.Value)).Select(p => p.Name).Distinct()];
        if (lists.Length > 1 && lists.Contains("data")) lists = ["data"];
        if (lists.Length == 1) return lists[0];
        if (lists.Length > 1)
            fault(0, 0, $"the file has several lists of rows ({string.Join(", ", lists.Select(l => $"'{l}'"))}); write each into a file of its own");
        else if (whole.EnumerateObject().FirstOrDefault(p => p.Value.ValueKind == JsonValueKind.Array && p.Value.GetArrayLength() == 0) is { Name: not null })
            fault(0, 0, "the file has no rows");
        // An object without a list is a line of JSON Lines with other fields.
        else add(whole, 1, 1);
        return null;
    }

    private static bool IsRows(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(r => r.ValueKind == JsonValueKind.Object);

    /// <summary>Passes on the items of the list that is the whole content, or that an object holds under a name.</summary>
    private void Walk(string? name, RowHandler add)
    {
        var reader = new Utf8JsonReader(json);
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
                using JsonDocument row = JsonDocument.Parse(line);
                add(row.RootElement, number, number);
            }
            catch (JsonException e)
            {
                fault(number, number, Message(e));
            }
        }
    }

    /// <summary>Whether most lines are objects of their own; otherwise one object is malformed.</summary>
    private bool HasLines()
    {
        (int objects, int others) = (0, 0);
        foreach (Range range in Ranges())
        {
            ReadOnlyMemory<byte> line = json.AsMemory(range);
            if (line.Span.IndexOfAnyExcept(" \t\r"u8) < 0) continue;
            try
            {
                using JsonDocument row = JsonDocument.Parse(line);
                objects++;
            }
            catch (JsonException)
            {
                others++;
            }
            if (objects + others == LinesTried) break;
        }
        return objects >= others;
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

    private static string? Definition(JsonElement task) => !task.TryGetProperty("Definition", out JsonElement d) ? null : d.ValueKind switch
    {
        JsonValueKind.String => RowField.TextOrNull(d),
        JsonValueKind.Array when d.EnumerateArray().All(t => t.ValueKind == JsonValueKind.String && RowField.TextOrNull(t) is not null)
            => string.Join(' ', d.EnumerateArray().Select(RowField.TextOrNull)),
        _ => null,
    };

    /// <summary>Replaces NaN, Infinity and -Infinity outside texts, which Python writes and JSON lacks, by an object that keeps the word.</summary>
    private static byte[] WithoutOddNumbers(byte[] json)
    {
        ReadOnlySpan<byte> all = json;
        if (all.IndexOf("NaN"u8) < 0 && all.IndexOf("Infinity"u8) < 0) return json;
        var result = new ArrayBufferWriter<byte>(json.Length + 256);
        bool text = false;
        int kept = 0;
        for (int i = 0; i < all.Length; i++)
        {
            // A text ends with its line: one that is not closed does no harm to the next line.
            if (all[i] == '\n') text = false;
            else if (text && all[i] == '\\') i++;
            else if (all[i] == '"') text = !text;
            else if (!text && Word(all[i..]) is > 0 and var length && (i == 0 || !char.IsAsciiLetterOrDigit((char)all[i - 1])))
            {
                result.Write(all[kept..i]);
                result.Write("{\""u8);
                result.Write(System.Text.Encoding.UTF8.GetBytes(RowField.NotFinite));
                result.Write("\":\""u8);
                result.Write(all.Slice(i, length));
                result.Write("\"}"u8);
                kept = i + length;
                i = kept - 1;
            }
        }
        result.Write(all[kept..]);
        return result.WrittenSpan.ToArray();
    }

    /// <summary>Returns the length of the number that JSON lacks at the start; 0 if there is none.</summary>
    private static int Word(ReadOnlySpan<byte> rest)
    {
        int length = rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-Infinity"u8) ? 9 : 0;
        return length > 0 && (rest.Length == length || !char.IsAsciiLetterOrDigit((char)rest[length])) ? length : 0;
    }

    [GeneratedRegex(@"\s*(?:Path: \S* \| )?LineNumber: \d+ \| BytePositionInLine: \d+\.?$")]
    private static partial Regex Place();
}
