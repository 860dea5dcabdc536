using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Kif;

/// <summary>
/// An <see cref="Assistant"/> as a chat client of Microsoft.Extensions.AI. The adapter is chosen per request: by <see cref="ChatOptions.ModelId"/> or by
/// <c>AdditionalProperties["adapter"]</c>. Options that a model of Kif can't honor are refused, never ignored where they would change the answer. Safe to use
/// from several threads.
/// </summary>
/// <remarks>
/// Without a <see cref="ChatOptions.Temperature"/>, decoding is greedy, as with 0. A single message of the user is asked as
/// <see cref="Assistant.Ask(string, AnswerOptions?, Action{string}?, CancellationToken)"/> does, in the form that the adapter was trained on; several
/// messages, or instructions, need a model with a chat template.
/// </remarks>
public sealed class KifChatClient : IChatClient
{
    /// <summary>The key in <see cref="ChatOptions.AdditionalProperties"/> that names the adapter of a request.</summary>
    public const string AdapterProperty = "adapter";

    /// <summary>The name of the provider, in metadata and telemetry.</summary>
    internal const string Provider = "kif";

    private readonly Assistant assistant;
    private readonly bool leaveOpen;
    private readonly AnswerQueue queue;
    private readonly ChatClientMetadata metadata;

    /// <summary>Creates a client.</summary>
    /// <param name="assistant">The model and its adapters.</param>
    /// <param name="leaveOpen">Whether the assistant remains open when this client is disposed. Default: no.</param>
    /// <param name="concurrency">The most requests that compute at a time; others wait in the order in which they came. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The concurrency is less than 1.</exception>
    public KifChatClient(Assistant assistant, bool leaveOpen = false, int concurrency = 1)
    {
        ArgumentNullException.ThrowIfNull(assistant);
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        (this.assistant, this.leaveOpen, queue) = (assistant, leaveOpen, new(concurrency, nameof(KifChatClient)));
        metadata = new(Provider, defaultModelId: ModelNames.Answering(assistant, null));
    }

    /// <summary>Answers the last message.</summary>
    /// <param name="messages">The conversation so far; texts alone.</param>
    /// <param name="options">The options; null for greedy decoding with the first adapter.</param>
    /// <param name="cancellationToken">Leaves the line of waiting requests, or stops before the next token.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or names no adapter; or there is no message to answer.</exception>
    /// <exception cref="NotSupportedException">An option or a message asks for more than the model can do; the message names it and the way out.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatRequest request = ChatRequest.Of(assistant, messages, options);
        AssistantAnswer answer = await queue.RunAsync(token => request.Answer(assistant, null, token), cancellationToken).ConfigureAwait(false);
        return new(new ChatMessage(ChatRole.Assistant, answer.Text) { MessageId = NewId(), CreatedAt = DateTimeOffset.UtcNow })
        {
            ResponseId = NewId(), ModelId = request.ModelId, CreatedAt = DateTimeOffset.UtcNow, FinishReason = Reason(answer.End), Usage = Usage(answer),
        };
    }

    /// <summary>Answers the last message piece by piece, while the tokens are computed.</summary>
    /// <returns>
    /// The pieces of the text; then one update with <see cref="ChatResponseUpdate.FinishReason"/> and the counts of tokens. Who stops reading stops the
    /// computation.
    /// </returns>
    /// <inheritdoc cref="GetResponseAsync"/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsync(ChatRequest.Of(assistant, messages, options), cancellationToken);

    /// <summary>Returns this client, its <see cref="ChatClientMetadata"/> or its <see cref="Assistant"/>; null for anything else.</summary>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(assistant) ? assistant : null;
    }

    /// <summary>Stops all requests, waits for the token that is being computed, and frees the assistant unless it was to be left open.</summary>
    public void Dispose()
    {
        queue.Dispose();
        if (!leaveOpen) assistant.Dispose();
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        (string response, string message) = (NewId(), NewId());
        ChatResponseUpdate Update(params IList<AIContent> contents) => new(ChatRole.Assistant, contents)
        {
            ResponseId = response, MessageId = message, ModelId = request.ModelId, CreatedAt = DateTimeOffset.UtcNow,
        };
        var pieces = new AnswerPieces();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<AssistantAnswer> answering = AnswerAsync(request, pieces, stop.Token);
        try
        {
            await foreach (string piece in pieces.ReadAsync(cancellation).ConfigureAwait(false)) yield return Update(new TextContent(piece));
            AssistantAnswer answer = await answering.ConfigureAwait(false);
            if (pieces.Rest.Length > 0) yield return Update(new TextContent(pieces.Rest));
            ChatResponseUpdate last = Update(new UsageContent(Usage(answer)));
            last.FinishReason = Reason(answer.End);
            yield return last;
        }
        finally
        {
            // Whoever stops reading does not leave a computation behind.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)answering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<AssistantAnswer> AnswerAsync(ChatRequest request, AnswerPieces pieces, CancellationToken cancellation)
    {
        try { return await queue.RunAsync(token => request.Answer(assistant, pieces.Add, token), cancellation).ConfigureAwait(false); }
        finally { pieces.Complete(); }
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static ChatFinishReason Reason(AnswerEnd end) => end == AnswerEnd.Length ? ChatFinishReason.Length : ChatFinishReason.Stop;

    private static UsageDetails Usage(AssistantAnswer answer) => new()
    {
        InputTokenCount = answer.PromptTokens, OutputTokenCount = answer.AnswerTokens, TotalTokenCount = answer.PromptTokens + answer.AnswerTokens,
    };
}
