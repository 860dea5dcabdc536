using System.Text.Json;

namespace Kif.Fuzzing;

/// <summary>Where a value lies in a JSON text, and the key before it (-1: it has none).</summary>
internal readonly record struct JsonSpan(int Key, int Start, int End, JsonTokenType Kind)
{
    /// <summary>All values of a text, as far as it is JSON; the root is the last.</summary>
    public static List<JsonSpan> Of(byte[] json)
    {
        var found = new List<JsonSpan>();
        var open = new Stack<(int Key, int Start, JsonTokenType Kind)>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000 });
        int key = -1;
        try
        {
            while (reader.Read())
            {
                int start = (int)reader.TokenStartIndex, end = (int)reader.BytesConsumed;
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName: key = start; continue;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray: open.Push((key, start, reader.TokenType)); break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        (int opened, int from, JsonTokenType kind) = open.Pop();
                        found.Add(new(opened, from, end, kind));
                        break;
                    default: found.Add(new(key, start, end, reader.TokenType)); break;
                }
                key = -1;
            }
        }
        catch (JsonException) { } // damaged before
        return found;
    }
}
