using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif.Tests.Reports.Browser;

/// <summary>A page of a browser, over the DevTools protocol.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private readonly ClientWebSocket socket;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> waiting = [];
    private readonly ConcurrentQueue<(string Method, JsonNode Told)> events = [];
    private readonly CancellationTokenSource closing = new();
    private readonly Task reading;
    private string? session;
    private int last;

    private DevTools(ClientWebSocket socket)
    {
        this.socket = socket;
        reading = ReadAsync();
    }

    /// <summary>Everything the browser told about the page so far.</summary>
    public IReadOnlyList<(string Method, JsonNode Told)> Events => [.. events];

    public static async Task<DevTools> AttachAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        var page = new DevTools(socket);
        JsonNode made = await page.CallAsync("Target.createTarget", new() { ["url"] = "about:blank" }, cancellation);
        JsonNode attached = await page.CallAsync("Target.attachToTarget", new() { ["targetId"] = (string)made["targetId"]!, ["flatten"] = true }, cancellation);
        page.session = (string)attached["sessionId"]!;
        foreach (string domain in new[] { "Page", "Runtime", "Log", "Network" }) await page.CallAsync($"{domain}.enable", [], cancellation);
        return page;
    }

    /// <summary>Opens a file and waits until it is loaded.</summary>
    public async Task OpenAsync(string file, CancellationToken cancellation)
    {
        int before = Loads;
        await CallAsync("Page.navigate", new() { ["url"] = new Uri(file).AbsoluteUri }, cancellation);
        while (Loads == before) await Task.Delay(30, cancellation);
    }

    /// <summary>The value of an expression of JavaScript; what it throws is thrown.</summary>
    public async Task<T> EvaluateAsync<T>(string expression, CancellationToken cancellation)
    {
        JsonNode answer = await CallAsync("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true },
            cancellation);
        if (answer["exceptionDetails"] is { } failed) throw new InvalidOperationException(failed.ToJsonString());
        return answer["result"]!["value"]!.Deserialize<T>()!;
    }

    public async Task<JsonNode> CallAsync(string method, JsonObject parameters, CancellationToken cancellation)
    {
        int id = Interlocked.Increment(ref last);
        var answer = waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null) message["sessionId"] = session;
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, cancellation);
        return await answer.Task.WaitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await reading;
        socket.Dispose();
        closing.Dispose();
    }

    private int Loads => events.Count(e => e.Method == "Page.loadEventFired");

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 16];
        var message = new MemoryStream();
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), closing.Token) is var part)
            {
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage) continue;
                JsonNode told = JsonNode.Parse(message.ToArray())!;
                message.SetLength(0);
                if (told["id"] is { } id && waiting.TryRemove((int)id, out var answer)) answer.SetResult(told["result"] ?? told["error"]!);
                else if (told["method"] is { } method) events.Enqueue(((string)method!, told["params"]!));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            foreach (var answer in waiting.Values) answer.TrySetException(e);
        }
    }
}
