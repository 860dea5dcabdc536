using System.Text;
using System.Text.Json;
using Kif.Serving;

namespace Kif.Fuzzing;

/// <summary>Requests for chat completions under fuzz, as they come over the network.</summary>
internal static class ChatRequestTargets
{
    private static readonly string[] Requests =
    [
        """{"model":"a","messages":[{"role":"system","content":"s"},{"role":"user","content":"q"}],"max_tokens":8,"temperature":0.5,"top_p":0.9,"seed":1,"stop":["x"],"stream":true,"stream_options":{"include_usage":true}}""",
        """{"model":"a","messages":[{"role":"user","content":[{"type":"text","text":"q"},{"type":"text","text":"r"}]}],"n":1,"tools":[],"response_format":{"type":"text"},"frequency_penalty":0,"logprobs":false,"user":"u","top_k":3}""",
    ];

    public static IReadOnlyList<FuzzTarget> All() =>
    [
        new("request", "request", [.. Requests.Select(r => new FuzzSeed("request", new Dictionary<string, byte[]> { ["r.json"] = Encoding.UTF8.GetBytes(r) }))], Use)
            { Refusals = [typeof(RequestException), typeof(JsonException)], NamesFile = false },
    ];

    private static void Use(FuzzCase given)
    {
        using JsonDocument body = Parsed(given.Only);
        ChatRequest request = ChatRequest.Read(body.RootElement, new());
        UnsoundException.Unless(request.Messages.Count > 0 && request.Options.MaxNewTokens is null or >= 1 and <= 1024, "the request is not within its limits");
    }

    /// <summary>The framework's own parser, whose exceptions are no matter of Kif's.</summary>
    private static JsonDocument Parsed(byte[] body)
    {
        try { return JsonDocument.Parse(body); }
        catch (JsonException) { throw new JsonException("no JSON"); }
    }
}
