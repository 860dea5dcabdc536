using System.Text.Json;
using Kif.Tokenizers;

namespace Kif.Models;

/// <summary>An example as a conversation: its <see cref="Example.Chat"/>, or its input as a user's turn.</summary>
/// <param name="Messages">The messages before the answer.</param>
/// <param name="Answer">The assistant's answer; null for a question.</param>
/// <param name="Variables">What else a template may read, such as <c>tools</c>; null for nothing.</param>
internal sealed record ChatExample(IReadOnlyList<ChatMessage> Messages, ChatMessage? Answer, IReadOnlyDictionary<string, object?>? Variables)
{
    /// <summary>The assistant's role.</summary>
    public const string AssistantRole = "assistant";

    /// <summary>Reads the conversation of an example.</summary>
    /// <exception cref="InvalidDataException">The chat is no object with a list of messages.</exception>
    public static ChatExample Of(Example example)
    {
        ChatMessage plain = new(AssistantRole, example.Target);
        if (example.Chat is null) return new([new("user", example.Input)], example.Target.Length > 0 ? plain : null, null);
        JsonElement chat = Parse(example);
        List<ChatMessage> messages = [.. chat.GetProperty("messages").EnumerateArray().Select(Message)];
        ChatMessage? last = messages is [.., { Role: AssistantRole } own] ? own : null;
        if (last is not null) messages.RemoveAt(messages.Count - 1);
        var variables = chat.EnumerateObject().Where(p => p.Name != "messages").ToDictionary(p => p.Name, p => (object?)p.Value.Clone());
        // The target is what the answer says; a call of a tool says nothing, and stays as it is.
        ChatMessage? answer = last is null ? plain : last.Content.Length > 0 ? last with { Content = example.Target } : last;
        if (example.Target.Length == 0) answer = null;
        return new(messages, answer, variables.Count > 0 ? variables : null);
    }

    private static JsonElement Parse(Example example)
    {
        try
        {
            JsonElement chat = JsonElement.Parse(example.Chat!);
            if (chat.ValueKind == JsonValueKind.Object && chat.TryGetProperty("messages", out JsonElement messages) && messages.ValueKind == JsonValueKind.Array
                && messages.EnumerateArray().All(m => m.ValueKind == JsonValueKind.Object && m.TryGetProperty("role", out _))) return chat;
        }
        catch (JsonException) { }
        throw new InvalidDataException($"the chat of example '{DisplayText.Of(example.Id)}' is no JSON object with a list of messages, each with a role");
    }

    private static ChatMessage Message(JsonElement message)
    {
        bool isText = message.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.String;
        var fields = message.EnumerateObject().Where(p => p.Name != "role" && !(isText && p.Name == "content"))
            .ToDictionary(p => p.Name, p => (object?)p.Value.Clone());
        return new(message.GetProperty("role").ToString(), isText ? content.GetString()! : "") { Fields = fields };
    }
}
