using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Kif.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kif.Serving;

/// <summary>The addresses of an <see cref="Assistant"/> in a web application.</summary>
public static class ChatEndpoints
{
    /// <summary>
    /// Adds <c>POST /v1/chat/completions</c> in OpenAI's form (whole or streamed; the model's name chooses the adapter), <c>GET /v1/models</c>,
    /// <c>GET /health</c> and <c>GET /metrics</c> (Prometheus).
    /// </summary>
    /// <param name="routes">The application's routes.</param>
    /// <param name="assistant">Answers; borrowed, it must outlive the application.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <exception cref="CompositionException">A limit is out of its range.</exception>
    public static IEndpointRouteBuilder MapKifChat(this IEndpointRouteBuilder routes, Assistant assistant, ServingOptions? options = null)
    {
        options ??= new();
        OptionsValidation.Validate(options, "serving");
        var server = new ChatServer(assistant, options);
        routes.MapPost("/v1/chat/completions", server.AnswerAsync);
        routes.MapGet("/v1/models", server.Models);
        routes.MapGet("/health", server.Health);
        routes.MapGet("/metrics", server.Metrics);
        return routes;
    }
}

/// <summary>The handling of requests.</summary>
internal sealed class ChatServer(Assistant assistant, ServingOptions options)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly AnswerQueue queue = new(options);
    private readonly ServingMetrics metrics = new();
    private readonly long started = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>Answers a chat completion.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        string model = "";
        long from = Stopwatch.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        stop.CancelAfter(options.Timeout);
        try
        {
            ChatRequest request = ChatRequest.Read(await BodyAsync(context, stop.Token), options);
            model = Chosen(request.Model);
            request = request with { Model = model, Options = Bounded(request.Options with { Adapter = model }) };
            using IDisposable turn = await queue.EnterAsync(stop.Token);
            AssistantAnswer answer = request.Streams
                ? await StreamAsync(context, request, stop.Token) : await WholeAsync(context, request, stop.Token);
            metrics.Answered(model, answer, Stopwatch.GetElapsedTime(from));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody reads an answer. 499 is what proxies count such requests as.
            metrics.Refused(model, 499);
        }
        catch (Exception e) when (Refusal(e) is { } refusal)
        {
            metrics.Refused(model, refusal.Status);
            await RefuseAsync(context, refusal);
        }
    }

    /// <summary>Lists the adapters and the base model.</summary>
    public IResult Models() => Results.Json(new
    {
        Object = "list",
        Data = Names().Select(name => new { Id = name, Object = "model", Created = started, OwnedBy = "kif" }),
    }, Json);

    /// <summary>Says that the process answers, and how busy it is.</summary>
    public IResult Health() => Results.Json(new { Status = "ok", assistant.Model, Adapters = assistant.Adapters, Running = queue.Running,
        Waiting = queue.Waiting }, Json);

    /// <summary>Returns the counts.</summary>
    public IResult Metrics() => Results.Text(metrics.Text(queue), "text/plain; version=0.0.4", Encoding.UTF8);

    private IEnumerable<string> Names() => assistant.Adapters.Append(Assistant.Base).Distinct();

    private string Chosen(string name)
    {
        // Clients that serve one model only often send a name of their own.
        if (name.Length == 0) return assistant.Adapters[0];
        if (Names().Contains(name))
        {
            try { assistant.Of(name); }
            catch (ArgumentException e) { throw new RequestException(e.Message, "model", 404, "model_not_found"); }
            return name;
        }
        throw new RequestException(UnknownName.Message("model", name, Names()), "model", 404, "model_not_found");
    }

    private AnswerOptions Bounded(AnswerOptions asked)
    {
        int usual = assistant.Of(asked.Adapter).UsualNewTokens;
        return asked with { MaxNewTokens = Math.Min(asked.MaxNewTokens ?? usual, options.MaxNewTokens) };
    }

    private async Task<JsonElement> BodyAsync(HttpContext context, CancellationToken cancellation)
    {
        if (context.Request.ContentLength > options.MaxRequestBytes) throw TooLarge();
        using var whole = new MemoryStream();
        byte[] part = new byte[16_384];
        for (int read; (read = await context.Request.Body.ReadAsync(part, cancellation)) > 0;)
        {
            if (whole.Length + read > options.MaxRequestBytes) throw TooLarge();
            whole.Write(part, 0, read);
        }
        try { return JsonElement.Parse(whole.GetBuffer().AsSpan(0, (int)whole.Length)); }
        catch (JsonException e) { throw new RequestException($"the request is no JSON: {JsonPlace.Describe(e)}", null); }
    }

    private RequestException TooLarge() => new($"the request has more than {options.MaxRequestBytes} bytes", null, 413, "request_too_large");

    private async Task<AssistantAnswer> WholeAsync(HttpContext context, ChatRequest request, CancellationToken cancellation)
    {
        AssistantAnswer answer = await ComputeAsync(request, null, cancellation);
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, new
        {
            Id = NewId(), Object = "chat.completion", Created = DateTimeOffset.UtcNow.ToUnixTimeSeconds(), request.Model,
            Choices = new[] { new { Index = 0, Message = new { Role = "assistant", Content = answer.Text }, FinishReason = Reason(answer) } },
            Usage = Usage(answer),
        }, Json, cancellation);
        return answer;
    }

    /// <summary>Sends the answer while it grows, as server-sent events.</summary>
    private async Task<AssistantAnswer> StreamAsync(HttpContext context, ChatRequest request, CancellationToken cancellation)
    {
        (string id, long created) = (NewId(), DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        var pieces = Channel.CreateUnbounded<string>(new() { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<AssistantAnswer> computing = ComputeAsync(request, piece => pieces.Writer.TryWrite(piece), stop.Token);
        _ = computing.ContinueWith(_ => pieces.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        bool begun = false;
        try
        {
            await foreach (string piece in pieces.Reader.ReadAllAsync(cancellation))
            {
                if (!begun) await BeginAsync();
                await SendAsync(Chunk(new { Content = piece }, null));
            }
            // An error before the first piece is still an ordinary response.
            AssistantAnswer answer = await computing;
            if (!begun) await BeginAsync();
            await SendAsync(Chunk(new { }, Reason(answer)));
            if (request.WithUsage)
                await SendAsync(new { Id = id, Object = "chat.completion.chunk", Created = created, request.Model, Choices = Array.Empty<object>(),
                    Usage = Usage(answer) });
            await context.Response.WriteAsync("data: [DONE]\n\n", cancellation);
            await context.Response.Body.FlushAsync(cancellation);
            return answer;
        }
        catch
        {
            // Whoever leaves must not leave the computation behind, which would keep the next turn waiting.
            await stop.CancelAsync();
            try { await computing; }
            catch (Exception e) when (e is OperationCanceledException || Refusal(e) is not null) { }
            throw;
        }

        async Task BeginAsync()
        {
            begun = true;
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            context.Response.Headers.CacheControl = "no-cache";
            await SendAsync(Chunk(new { Role = "assistant", Content = "" }, null));
        }

        object Chunk(object delta, string? reason) => new
        {
            Id = id, Object = "chat.completion.chunk", Created = created, request.Model,
            Choices = new[] { new Dictionary<string, object?> { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = reason } },
        };

        async Task SendAsync(object chunk)
        {
            await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk, Json)}\n\n", cancellation);
            await context.Response.Body.FlushAsync(cancellation);
        }
    }

    /// <summary>Computes on a thread of its own, since it takes long.</summary>
    private Task<AssistantAnswer> ComputeAsync(ChatRequest request, Action<string>? told, CancellationToken cancellation) => Task.Factory.StartNew(
        // A single question is asked in the form that the weights were trained with, which may be no conversation.
        () => request.Messages is [{ Role: "user", Content.Length: > 0 } only] ? assistant.Ask(only.Content, request.Options, told, cancellation)
            : assistant.Reply(request.Messages, request.Options, told, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private RequestException? Refusal(Exception e) => e switch
    {
        RequestException refused => refused,
        OperationCanceledException => new($"the answer took longer than {options.Timeout.TotalSeconds:0} seconds", null, 503, "timeout"),
        NotSupportedException or InvalidDataException or ArgumentException => new(e.Message, "messages"),
        BadHttpRequestException bad => new(bad.Message, null, bad.StatusCode),
        _ => null,
    };

    private static async Task RefuseAsync(HttpContext context, RequestException refusal)
    {
        var error = new Dictionary<string, object?>
        {
            ["message"] = refusal.Message, ["type"] = refusal.Status >= 500 ? "server_error" : refusal.Status == 429 ? "rate_limit_error"
                : "invalid_request_error",
            ["param"] = refusal.Field, ["code"] = refusal.Code,
        };
        if (context.Response.HasStarted)
        {
            // The status is sent already; clients of this form read an error from the stream.
            await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(new { error }, Json)}\n\n");
            return;
        }
        context.Response.StatusCode = refusal.Status;
        if (refusal.Status == 429) context.Response.Headers.RetryAfter = "1";
        await context.Response.WriteAsJsonAsync(new { error }, Json);
    }

    private static string NewId() => $"chatcmpl-{Guid.NewGuid():N}";

    private static string Reason(AssistantAnswer answer) => answer.End == AnswerEnd.Length ? "length" : "stop";

    private static object Usage(AssistantAnswer answer) =>
        new { answer.PromptTokens, CompletionTokens = answer.AnswerTokens, TotalTokens = answer.PromptTokens + answer.AnswerTokens };
}
