using System.Globalization;
using Microsoft.Extensions.AI;
using Turn = Kif.Tokenizers.ChatMessage;

namespace Kif;

/// <summary>
/// A request of a chat client as what an <see cref="Assistant"/> is asked, checked and copied: later changes of the caller's objects have no effect.
/// </summary>
/// <param name="Turns">The conversation, the instructions in its first system message.</param>
/// <param name="Options">The options of the answer.</param>
/// <param name="ModelId">The name of the adapter or model that answers.</param>
internal sealed record ChatRequest(IReadOnlyList<Turn> Turns, AnswerOptions Options, string ModelId)
{
    private const string System = "system", User = "user";

    /// <summary>Translates a request.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or names no adapter; or there is no message to answer.</exception>
    /// <exception cref="NotSupportedException">An option or a message asks for what can't be honored; the message names it and the way out.</exception>
    public static ChatRequest Of(Assistant assistant, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        options ??= new();
        ChatRefusals.Check(options);
        string? adapter = ModelNames.Adapter(assistant, options);
        Turn[] turns = [.. messages.Select((message, i) => ChatContents.Turn(message, i + 1))];
        if (turns.Length == 0) throw new ArgumentException("there is no message to answer", nameof(messages));
        if (turns[^1].Role is not User)
            throw new ArgumentException(
                $"the last of {turns.Length} messages is of the role '{DisplayText.Of(turns[^1].Role)}'; allowed: the user's, which is answered",
                nameof(messages));
        turns = Instructed(turns, options.Instructions);
        if (turns.Length > 1 && !assistant.HoldsConversations)
            throw new NotSupportedException($"'{ModelNames.Short(assistant.Model)}' has no chat template, so it knows one message of the user, and "
                + (string.IsNullOrEmpty(options.Instructions) ? $"here are {turns.Length} messages: send the user's last one alone"
                    : "ChatOptions.Instructions would be a second one: write them into the user's message")
                + ", or take a model with a chat template");
        var answering = new AnswerOptions
        {
            MaxNewTokens = options.MaxOutputTokens, StopSequences = [.. options.StopSequences ?? []], Adapter = adapter,
            Sampling = new()
            {
                Temperature = Number(options.Temperature) ?? 0, TopK = options.TopK, TopP = Number(options.TopP) ?? 1, Seed = options.Seed,
            },
        };
        answering.Validate();
        return new(turns, answering, ModelNames.Answering(assistant, adapter));
    }

    /// <summary>Computes the answer on this thread.</summary>
    /// <param name="assistant">The model and its adapters.</param>
    /// <param name="told">Receives the answer piece by piece while it grows; null for nobody.</param>
    /// <param name="cancellation">Stops before the next token.</param>
    /// <exception cref="ArgumentException">The chat template refuses the conversation; the message has its reason.</exception>
    public AssistantAnswer Answer(Assistant assistant, Action<string>? told, CancellationToken cancellation)
    {
        // A single question is asked as in training, which need not have been by the template.
        if (Turns is [var only]) return assistant.Ask(only.Content, Options, told, cancellation);
        try { return assistant.Reply(Turns, Options, told, cancellation); }
        catch (InvalidDataException e) { throw new ArgumentException($"the model's chat template refuses these messages: {e.Message}", e); }
    }

    private static Turn[] Instructed(Turn[] turns, string? instructions) => string.IsNullOrEmpty(instructions) ? turns
        // Most templates have room for one system message, at the beginning.
        : turns[0].Role == System ? [turns[0] with { Content = $"{instructions}\n\n{turns[0].Content}" }, .. turns[1..]]
        : [new(System, instructions), .. turns];

    /// <summary>Returns the number that was written: 0.7f as 0.7, so that the answer is that of the same number elsewhere.</summary>
    private static double? Number(float? value) =>
        value is { } single ? double.Parse(single.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;
}

/// <summary>The texts of messages.</summary>
internal static class ChatContents
{
    private static readonly ChatRole[] Roles = [ChatRole.System, ChatRole.User, ChatRole.Assistant];

    /// <summary>Reads a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="number">Its number, from 1, for errors.</param>
    /// <exception cref="ArgumentException">There is none, or its role is unknown.</exception>
    /// <exception cref="NotSupportedException">It has something other than text.</exception>
    public static Turn Turn(ChatMessage message, int number)
    {
        if (message is null) throw new ArgumentException($"message {number} is null", nameof(message));
        foreach (AIContent content in message.Contents)
            if (Refusal(content) is { } refusal) throw new NotSupportedException($"message {number} ({DisplayText.Of(message.Role.Value)}) {refusal}");
        if (message.Role == ChatRole.Tool)
            throw new NotSupportedException($"message {number} is a tool's, and no model of Kif calls tools: write its text into a message of the user");
        return Roles.Contains(message.Role) ? new(message.Role.Value.ToLowerInvariant(), message.Text) : throw new ArgumentException(
            $"message {number} is of the role '{DisplayText.Of(message.Role.Value)}'; allowed: {string.Join(", ", Roles.Select(r => r.Value))}",
            nameof(message));
    }

    /// <summary>Returns why a content can't be read; null if it can. The thoughts and counts of earlier answers are no part of a conversation.</summary>
    private static string? Refusal(AIContent content) => content switch
    {
        TextContent or TextReasoningContent or UsageContent => null,
        FunctionCallContent call => $"calls the function '{DisplayText.Of(call.Name)}', and a model of Kif reads text alone: leave calls and results out, "
            + "or write them as text",
        FunctionResultContent => "has a function's result, and a model of Kif reads text alone: leave calls and results out, or write them as text",
        DataContent data => $"has data of type '{DisplayText.Of(data.MediaType)}', and a model of Kif reads text alone: leave it out",
        UriContent uri => $"refers to '{DisplayText.Of(uri.Uri.ToString())}', and a model of Kif reads text alone: leave it out, or put in its text",
        _ => $"has a {content.GetType().Name}, and a model of Kif reads text alone: leave it out",
    };
}
