using System.Text.Json.Nodes;

namespace Kif;

/// <summary>The prompt of an example together with its expected answer.</summary>
internal static class Demonstration
{
    /// <summary>Returns an example that asks with the demonstration; of a conversation the last question has it.</summary>
    /// <param name="example">The example.</param>
    /// <param name="template">The text with <c>{prompt}</c> and <c>{demonstration}</c>; <c>\n</c> is a line break.</param>
    /// <exception cref="InvalidDataException">The conversation does not end with a user's turn.</exception>
    public static Example Before(Example example, string template)
    {
        Example plain = example with { Input = Fill(template, example.Input, example.Target) };
        if (example.Chat is not { } text) return plain;
        JsonNode chat = JsonNode.Parse(text)!;
        JsonObject[] messages = [.. chat["messages"]!.AsArray().OfType<JsonObject>()];
        if (messages is [.., { } last] && Says(last, "role") == "assistant") messages = messages[..^1];
        if (messages is not [.., { } question] || Says(question, "role") != "user" || Says(question, "content") is not { } prompt)
            throw new InvalidDataException(
                $"the conversation of the example '{example.Id}' does not end with a text of the user, which the demonstration follows");
        question["content"] = Fill(template, prompt, example.Target);
        return plain with { Chat = chat.ToJsonString() };
    }

    private static string? Says(JsonObject message, string name) => message[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>Fills a template from left to right, so that a name within a prompt is not taken for one of the template.</summary>
    private static string Fill(string template, string prompt, string demonstration)
    {
        const string Prompt = "{prompt}", Shown = "{demonstration}";
        string[] pieces = template.Replace(@"\n", "\n", StringComparison.Ordinal).Split(Prompt);
        return string.Join(prompt, pieces.Select(p => p.Replace(Shown, demonstration, StringComparison.Ordinal)));
    }
}
