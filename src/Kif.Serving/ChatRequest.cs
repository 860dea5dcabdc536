using System.Text.Json;
using Kif.Models;
using Kif.Tokenizers;

namespace Kif.Serving;

/// <summary>A request for a chat completion, as far as it can be honored; what would change the answer and can't be, is refused.</summary>
/// <param name="Model">The name of the adapter.</param>
/// <param name="Messages">The conversation.</param>
/// <param name="Options">The options of the answer.</param>
/// <param name="Streams">Whether the answer is sent while it grows.</param>
/// <param name="WithUsage">Whether a stream ends with the counts of tokens.</param>
internal sealed record ChatRequest(string Model, IReadOnlyList<ChatMessage> Messages, AnswerOptions Options, bool Streams, bool WithUsage)
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant"];

    /// <summary>Fields of the form that change no answer here.</summary>
    private static readonly string[] Ignored = ["user", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key", "parallel_tool_calls"];

    /// <summary>Reads a request.</summary>
    /// <exception cref="RequestException">A field is missing, malformed, or can't be honored; the exception names it.</exception>
    public static ChatRequest Read(JsonElement body, ServingOptions limits)
    {
        try { return Fields(body, limits); }
        // Half of a surrogate pair, or bytes that are not UTF-8, show when a text is read.
        catch (InvalidOperationException) { throw new RequestException("a text of the request is no valid Unicode", null); }
    }

    private static ChatRequest Fields(JsonElement body, ServingOptions limits)
    {
        if (body.ValueKind != JsonValueKind.Object) throw new RequestException("the request is no JSON object", null);
        string model = "";
        IReadOnlyList<ChatMessage>? messages = null;
        (bool streams, bool usage, int? most, List<string> stops) = (false, false, null, []);
        var sampling = new SamplingOptions();
        foreach (JsonProperty field in body.EnumerateObject())
        {
            (string name, JsonElement value) = (field.Name, field.Value);
            if (value.ValueKind == JsonValueKind.Null || Ignored.Contains(name)) continue;
            switch (name)
            {
                case "model":
                    model = Text(value, name);
                    break;
                case "messages":
                    messages = Conversation(value);
                    break;
                case "stream":
                    streams = Flag(value, name);
                    break;
                case "stream_options":
                    usage = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("include_usage", out JsonElement include) && Flag(include, name);
                    break;
                case "max_tokens" or "max_completion_tokens":
                    most = Whole(value, name, 1, int.MaxValue);
                    break;
                case "temperature":
                    sampling = sampling with { Temperature = Real(value, name, 0, 2) };
                    break;
                case "top_p":
                    sampling = sampling with { TopP = Real(value, name, 0, 1) is > 0 and var p ? p
                        : throw new RequestException("top_p is 0; allowed: above 0, up to 1", name) };
                    break;
                case "top_k":
                    sampling = sampling with { TopK = Whole(value, name, 1, int.MaxValue) };
                    break;
                case "seed":
                    sampling = sampling with
                    {
                        Seed = value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long seed) ? seed
                            : throw new RequestException("seed is no whole number", name),
                    };
                    break;
                case "stop":
                    stops = [.. value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(v => Text(v, name)) : [Text(value, name)]];
                    break;
                case "n" when Whole(value, name, 1, int.MaxValue) == 1:
                case "tools" or "functions" when value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0:
                case "tool_choice" or "function_call" when value.ValueKind == JsonValueKind.String && value.GetString() is "none" or "auto":
                case "response_format" when value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type", out JsonElement type)
                    && type.ValueKind == JsonValueKind.String && type.GetString() == "text":
                case "frequency_penalty" or "presence_penalty" when value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0:
                case "logprobs" when value.ValueKind == JsonValueKind.False:
                    break;
                default:
                    throw new RequestException($"'{DisplayText.Of(name)}' is not supported here; leave it out", name);
            }
        }
        if (messages is null) throw new RequestException("'messages' is missing", "messages");
        if (stops.Count > 16 || stops.Any(s => s.Length is 0 or > 1000)) throw new RequestException("'stop' is 1 to 16 texts of 1 to 1000 characters", "stop");
        most = Math.Min(most ?? limits.DefaultNewTokens ?? int.MaxValue, limits.MaxNewTokens);
        bool said = body.TryGetProperty("max_tokens", out _) || body.TryGetProperty("max_completion_tokens", out _) || limits.DefaultNewTokens is not null;
        return new(model, messages, new() { MaxNewTokens = said ? most : null, StopSequences = stops, Sampling = sampling }, streams, usage);
    }

    private static List<ChatMessage> Conversation(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > 10_000)
            throw new RequestException("'messages' is a list of 1 to 10000 messages", "messages");
        var messages = new List<ChatMessage>();
        foreach (JsonElement message in value.EnumerateArray())
        {
            string place = $"messages[{messages.Count}]";
            if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("role", out JsonElement role) || role.ValueKind != JsonValueKind.String)
                throw new RequestException($"{place} has no role", "messages");
            string said = role.GetString()!;
            if (!Roles.Contains(said))
                throw new RequestException($"{place}.role is '{DisplayText.Of(said)}'; supported: {string.Join(", ", Roles)}", "messages");
            if (message.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array && calls.GetArrayLength() > 0)
                throw new RequestException($"{place} calls tools, which are not supported here", "messages");
            messages.Add(new(said == "developer" ? "system" : said, Content(message, place)));
        }
        return messages[^1].Role == "assistant" ? throw new RequestException("the last message is the assistant's; there is nothing to answer", "messages")
            : messages;
    }

    private static string Content(JsonElement message, string place)
    {
        if (!message.TryGetProperty("content", out JsonElement content)) throw new RequestException($"{place} has no content", "messages");
        if (content.ValueKind == JsonValueKind.String) return content.GetString()!;
        if (content.ValueKind != JsonValueKind.Array) throw new RequestException($"{place}.content is no text", "messages");
        return string.Concat(content.EnumerateArray().Select(part =>
            part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String
            && type.GetString() == "text" && part.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String
                ? text.GetString() : throw new RequestException($"{place}.content has a part that is no text; this model reads texts alone", "messages")));
    }

    private static string Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new RequestException($"'{name}' is no text", name);

    private static bool Flag(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new RequestException($"'{name}' is neither true nor false", name),
    };

    private static int Whole(JsonElement value, string name, int low, int high) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= low && number <= high
            ? number : throw new RequestException($"'{name}' is no whole number of at least {low}", name);

    private static double Real(JsonElement value, string name, double low, double high) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= low && number <= high
            ? number : throw new RequestException($"'{name}' is no number from {low} to {high}", name);
}

/// <summary>A request that is refused.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="place">The field; null for the whole request.</param>
/// <param name="status">The HTTP status. Default: 400.</param>
/// <param name="code">The machine-readable code; null for none.</param>
internal sealed class RequestException(string message, string? place, int status = 400, string? code = null) : Exception(message)
{
    /// <summary>The field; null for the whole request.</summary>
    public string? Field => place;

    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>The machine-readable code; null for none.</summary>
    public string? Code => code;
}
