using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Kif;

/// <summary>
/// A chat in a row: <c>messages</c> of role and content, or <c>conversations</c> of from and value (ShareGPT), with <c>system</c> or <c>system_prompt</c> and
/// <c>tools</c> beside them. The turns are kept for the model's chat template, without keys that are null; as plain text, the question is what comes before the
/// last turn of the assistant, which is the answer.
/// </summary>
internal static class ChatRow
{
    /// <summary>The columns that have turns.</summary>
    public static IReadOnlyList<string> Names { get; } = ["messages", "conversations", "conversation"];

    /// <summary>Returns the turns of a row; null if it has none.</summary>
    public static JsonElement? Turns(JsonElement row)
    {
        foreach (string name in Names)
            if (row.TryGetProperty(name, out JsonElement turns) && IsTurns(turns)) return turns;
        return null;
    }

    /// <summary>Whether a value is a list of turns.</summary>
    public static bool IsTurns(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
        && value.EnumerateArray().All(t => t.ValueKind == JsonValueKind.Object && (t.TryGetProperty("role", out _) || t.TryGetProperty("from", out _)));

    /// <summary>Reads the example of a chat.</summary>
    /// <param name="row">The row, for what is said beside the turns.</param>
    /// <param name="turns">The turns.</param>
    /// <param name="id">The row's id.</param>
    /// <exception cref="RowException">No turn is the assistant's, or a turn has no role or no text.</exception>
    public static Example Read(JsonElement row, IEnumerable<JsonElement> turns, string id)
    {
        List<SaidTurn> all = [.. turns.Select(SaidTurn.Of)];
        if (all.Count > 0 && all[0].Role != "system" && Beside(row) is { } system) all.Insert(0, system);
        int last = all.FindLastIndex(t => t.Role == "assistant");
        if (last < 0) throw new RowException("no turn of the assistant", "no turn is the assistant's: there is nothing to learn");
        if (last == 0) throw new RowException("a chat that begins with the answer", "the only turn of the assistant is the first one: there is no question");
        all.RemoveRange(last + 1, all.Count - last - 1);
        string target = RowField.NotEmpty(all[last].Text, "content");
        return new(Plain(all[..last]), target, id) { Chat = Json(all, row) };
    }

    /// <summary>Reads a chat that is to be continued: a final answer of the assistant is what was expected.</summary>
    /// <inheritdoc cref="Read"/>
    public static Example Ask(JsonElement row, IEnumerable<JsonElement> turns, string id)
    {
        JsonElement[] list = [.. turns];
        List<SaidTurn> all = [.. list.Select(SaidTurn.Of)];
        if (all[^1].Role == "assistant") return Read(row, list, id);
        if (all[0].Role != "system" && Beside(row) is { } system) all.Insert(0, system);
        return new(Plain(all), "", id) { Chat = Json(all, row) };
    }

    /// <summary>Returns turns as text: a single question as it is, after what the system says; otherwise each turn with its role before it.</summary>
    private static string Plain(List<SaidTurn> turns)
    {
        SaidTurn[] said = [.. turns.Where(t => t.Role != "system")];
        if (said is [{ Role: "user" }]) return RowField.NotEmpty(string.Join('\n', turns.Select(t => t.Text).Where(t => t.Length > 0)), "content");
        var text = new StringBuilder();
        foreach (SaidTurn turn in turns)
            text.Append(char.ToUpperInvariant(turn.Role[0])).Append(turn.Role.AsSpan(1)).Append(": ").Append(turn.Text).Append('\n');
        return text.Append("Assistant:").ToString();
    }

    private static SaidTurn? Beside(JsonElement row)
    {
        foreach (string name in new[] { "system", "system_prompt" })
            if (RowField.HasText(row, name) && RowField.TextOrNull(row.GetProperty(name)) is { } text)
                return new("system", text, json =>
                {
                    json.WriteString("role", "system");
                    json.WriteString("content", text);
                });
        return null;
    }

    private static string Json(List<SaidTurn> turns, JsonElement row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ArrowJson.Relaxed))
        {
            json.WriteStartObject();
            json.WriteStartArray("messages");
            foreach (SaidTurn turn in turns)
            {
                json.WriteStartObject();
                turn.Write(json);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (row.TryGetProperty("tools", out JsonElement tools) && Parsed(tools) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0)
            {
                json.WritePropertyName("tools");
                list.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Returns a value, or the JSON that a text is.</summary>
    private static JsonElement Parsed(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return value;
        try { return JsonElement.Parse(value.GetString()!); }
        catch (Exception e) when (e is JsonException or InvalidOperationException) { return value; }
    }

    /// <summary>A turn.</summary>
    /// <param name="Role">The role, as chat templates name it.</param>
    /// <param name="Text">What is said.</param>
    /// <param name="Write">Writes the turn's keys for a chat template.</param>
    private sealed record SaidTurn(string Role, string Text, Action<Utf8JsonWriter> Write)
    {
        public static SaidTurn Of(JsonElement turn)
        {
            bool shared = !turn.TryGetProperty("role", out JsonElement role) && turn.TryGetProperty("from", out role);
            string name = Named(RowField.NotEmpty(RowField.Text(role, "role"), "role"), out bool calls);
            string key = shared ? "value" : "content";
            JsonElement content = turn.TryGetProperty(key, out JsonElement given) ? given : default;
            string text = Said(content, key);
            if (calls && Call(content) is { } call) return new(name, text, json => WriteCall(json, call));
            if (text.Length == 0 && turn.TryGetProperty("tool_calls", out JsonElement tools) && tools.ValueKind == JsonValueKind.Array)
                text = tools.GetRawText();
            JsonElement kept = turn;
            return new(name, text, json => WriteKeys(json, kept, name, shared));
        }

        private static void WriteKeys(Utf8JsonWriter json, JsonElement turn, string role, bool shared)
        {
            json.WriteString("role", role);
            foreach (JsonProperty property in turn.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Null || property.Name is "role" or "from") continue;
                json.WritePropertyName(shared && property.Name == "value" ? "content" : property.Name);
                property.Value.WriteTo(json);
            }
        }

        private static void WriteCall(Utf8JsonWriter json, JsonElement call)
        {
            json.WriteString("role", "assistant");
            json.WriteStartArray("tool_calls");
            foreach (JsonElement one in call.ValueKind == JsonValueKind.Array ? call.EnumerateArray() : new[] { call }.AsEnumerable())
            {
                json.WriteStartObject();
                json.WriteString("type", "function");
                json.WritePropertyName("function");
                one.WriteTo(json);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }

        private static JsonElement? Call(JsonElement content) =>
            Parsed(content) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } call ? call : null;

        private static string Named(string role, out bool calls)
        {
            calls = role == "function_call";
            return role switch
            {
                "human" => "user",
                "gpt" or "chatgpt" or "bot" or "model" or "function_call" => "assistant",
                "observation" or "function" => "tool",
                _ => role,
            };
        }

        private static string Said(JsonElement content, string key) => content.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => "",
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(Part)),
            _ => RowField.Text(content, key),
        };

        private static string Part(JsonElement part) => part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out JsonElement text)
            ? RowField.Text(text, "text")
                : throw new RowException("a part of a turn that is no text", "a turn has a part that is no text, e.g. an image; only texts are learned");
    }
}
