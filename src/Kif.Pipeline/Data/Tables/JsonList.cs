using System.Text.Json;

namespace Kif;

/// <summary>The items of a file that is a list, read one by one.</summary>
/// <param name="text">The file.</param>
/// <param name="sink">Receives rows and faults.</param>
internal sealed class JsonList(JsonText text, IRowSink sink)
{
    private ByteWindow Window => text.Window;

    /// <summary>Reads the items.</summary>
    /// <exception cref="TableException">The list is malformed.</exception>
    public void Read()
    {
        bool several = Window.Bytes.TrimEnd("\r\n"u8).Contains((byte)'\n');
        text.SkipSpace();
        text.Skip(1);
        for (int number = 1, next = text.SkipSpace(); next != ']'; number++)
        {
            int length = Length();
            several |= text.Line > 1;
            try
            {
                using JsonDocument row = text.Parse(Window.Memory[..length], out _);
                sink.Add(row.RootElement, number, several ? text.Line : 0);
            }
            catch (JsonException e)
            {
                throw new TableException(JsonText.Message(e), text.PlaceOf(e));
            }
            text.Skip(length);
            next = text.SkipSpace();
            if (next == ']') break;
            if (next != ',') throw Malformed(next < 0 ? "the list does not end" : $"'{(char)next}' follows a row; a comma or ']' is needed");
            text.Skip(1);
            next = text.SkipSpace();
            if (next == ']') throw Malformed("a comma is followed by no row");
        }
        text.Skip(1);
        if (text.SkipSpace() >= 0) throw Malformed("something follows the list");
    }

    private TableException Malformed(string problem) => new($"invalid JSON: {problem}", new(text.Line, text.Column + 1));

    /// <summary>Returns the length of the value at which the window begins, up to the end of the file if it does not end.</summary>
    private int Length()
    {
        int at = 0, depth = 0;
        bool inText = false;
        while (true)
        {
            while (at < Window.Bytes.Length)
            {
                ReadOnlySpan<byte> rest = Window.Bytes[at..];
                int step = inText ? rest.IndexOfAny((byte)'"', (byte)'\\') : depth > 0 ? rest.IndexOfAny("\"{}[]"u8) : rest.IndexOfAny("\"{}[], \t\r\n"u8);
                if (step < 0)
                {
                    at = Window.Bytes.Length;
                    break;
                }
                byte found = rest[step];
                if (inText)
                {
                    // What is escaped may lie in the next part of the file.
                    if (found == '\\' && step + 1 == rest.Length)
                    {
                        at += step;
                        break;
                    }
                    at += step + (found == '\\' ? 2 : 1);
                    inText = found == '\\';
                    if (!inText && depth == 0) return at;
                    continue;
                }
                at += step;
                if (depth == 0 && found is not ((byte)'"' or (byte)'{' or (byte)'[') || depth == 0 && at > 0) return Math.Max(at, 1);
                at++;
                if (found == '"') inText = true;
                else depth += found is (byte)'{' or (byte)'[' ? 1 : -1;
                if (!inText && depth == 0) return at;
            }
            if (!Window.Fill()) return Window.Bytes.Length;
        }
    }
}

/// <summary>The items of a list in an object that is read whole.</summary>
/// <param name="json">The object, well-formed.</param>
/// <param name="limits">The largest sizes.</param>
/// <param name="sink">Receives rows and faults.</param>
internal sealed class JsonWalk(ReadOnlyMemory<byte> json, TableLimits limits, IRowSink sink)
{
    /// <summary>Passes on the items of the list that the object holds under a name.</summary>
    public void Read(string name)
    {
        ReadOnlySpan<byte> bytes = json.Span;
        var reader = new Utf8JsonReader(bytes, JsonText.Reader);
        reader.Read();
        while (!(reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name))) reader.Read();
        reader.Read();
        bool lines = bytes.TrimEnd("\r\n"u8).Contains((byte)'\n');
        (int number, int line, int counted) = (0, 1, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            line += bytes[counted..start].Count((byte)'\n');
            counted = start;
            using JsonDocument row = JsonDocument.ParseValue(ref reader);
            if (reader.BytesConsumed - start > limits.RowBytes)
                throw new TableException($"a row has more than {TableLimits.Text(limits.RowBytes)}, the most that is read", new(line, 0));
            sink.Add(row.RootElement, ++number, lines ? line : 0);
        }
    }
}
