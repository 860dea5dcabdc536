using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif.Tokenizers;

/// <summary>Formats conversations as a model was trained to read them, with the template in its folder.</summary>
/// <remarks>
/// An interpreter of Jinja with the settings of transformers (trim_blocks, lstrip_blocks, loop controls) runs them, with Python's strings and numbers.
/// A template sees only the values given to it, changes none, and is stopped at fixed limits of steps and text. Not supported, and rejected with an error
/// that names it: include, import, extends, autoescape, the filters pprint, random, urlize and wordwrap, whole numbers beyond 64 bits.
/// </remarks>
public sealed class ChatTemplate
{
    private readonly string _where;
    private readonly JinjaTemplate _template;
    private readonly IReadOnlyDictionary<string, string> _specialTokens;

    /// <summary>Reads a template.</summary>
    /// <param name="source">The template.</param>
    /// <param name="specialTokens">Special tokens that it may use, such as <c>bos_token</c>; null: none.</param>
    /// <param name="clock">The time for templates that write the date; null: the system's.</param>
    /// <exception cref="InvalidDataException">The template is damaged or uses an unsupported feature; the message names the line.</exception>
    public ChatTemplate(string source, IReadOnlyDictionary<string, string>? specialTokens = null, TimeProvider? clock = null)
        : this("chat_template", source, specialTokens ?? new Dictionary<string, string>(), clock)
    {
    }

    internal ChatTemplate(string where, string source, IReadOnlyDictionary<string, string> specialTokens, TimeProvider? clock)
    {
        ArgumentNullException.ThrowIfNull(source);
        (_where, _specialTokens) = (where, specialTokens);
        try
        {
            _template = new JinjaTemplate(source, clock ?? TimeProvider.System);
        }
        catch (JinjaException error)
        {
            throw new InvalidDataException($"{where}: {DisplayText.Of(error.Message, 300)}", error);
        }
    }

    /// <summary>Reads the template of a folder: chat_template.jinja, else <c>chat_template</c> in tokenizer_config.json.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="name">The template's name, if there are several; null: <c>default</c>.</param>
    /// <param name="clock">The time for templates that write the date; null: the system's.</param>
    /// <returns>The template, or null if the folder has none.</returns>
    /// <exception cref="ArgumentException">There is no template of that name; the message lists the existing ones.</exception>
    /// <exception cref="InvalidDataException">The template is damaged or uses an unsupported feature; the message names file and line.</exception>
    public static ChatTemplate? Load(string folder, string? name = null, TimeProvider? clock = null) => ChatTemplateFolder.Load(folder, name, clock);

    /// <summary>Writes a conversation. The text holds the special tokens, so encode it with <c>addSpecialTokens: false</c>.</summary>
    /// <param name="messages">The messages in order.</param>
    /// <param name="addGenerationPrompt">Whether the text ends with the start of the assistant's answer. Default: false.</param>
    /// <param name="variables">Further variables, such as <c>tools</c>: values as <see cref="ChatMessage.Fields"/> may have; null: none.</param>
    /// <exception cref="InvalidDataException">
    /// The template rejects the conversation (with its own message) or exceeds a limit; the message begins with the template's place.
    /// </exception>
    public string Render(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = false, IReadOnlyDictionary<string, object?>? variables = null) =>
        Render(messages, out _, addGenerationPrompt, variables);

    /// <summary>Writes a conversation, and tells which parts of it the template marks as the assistant's (<c>{% generation %}</c>), in order.</summary>
    internal string Render(
        IReadOnlyList<ChatMessage> messages, out IReadOnlyList<Range> generated, bool addGenerationPrompt = false,
        IReadOnlyDictionary<string, object?>? variables = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var known = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["messages"] = new JinjaList(messages.Select(Message)),
            ["tools"] = null,
            ["documents"] = null,
            ["add_generation_prompt"] = addGenerationPrompt,
        };
        foreach (var (role, token) in _specialTokens)
        {
            known[role] = token;
        }

        foreach (var (key, value) in variables ?? new Dictionary<string, object?>())
        {
            known[key] = ChatValues.Of(value);
        }

        try
        {
            return _template.Render(known, out generated);
        }
        catch (JinjaException error)
        {
            throw new InvalidDataException($"{_where}: {DisplayText.Of(error.Message, 500)}", error);
        }
    }

    private static JinjaMap Message(ChatMessage message)
    {
        var map = new JinjaMap { ["role"] = message.Role, ["content"] = message.Content };
        foreach (var (key, value) in message.Fields)
        {
            map[key] = ChatValues.Of(value);
        }

        return map;
    }
}

/// <summary>One message of a conversation.</summary>
/// <param name="Role">The speaker: usually <c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">The text of the message.</param>
public sealed record ChatMessage(string Role, string Content)
{
    /// <summary>
    /// Further fields that a template may read, such as <c>tool_calls</c>: JSON values, strings, numbers, Booleans, lists and
    /// dictionaries.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Fields { get; init; } = new Dictionary<string, object?>();
}

/// <summary>Converts .NET values to template values.</summary>
internal static class ChatValues
{
    public static object? Of(object? value)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        return value switch
        {
            null or string or bool or long or double => value,
            JsonElement json => Of(json),
            JsonNode node => Of(JsonSerializer.SerializeToElement(node)),
            float real => (double)real,
            sbyte or byte or short or ushort or int or uint => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
            IEnumerable<KeyValuePair<string, object?>> entries => Map(entries),
            IEnumerable<KeyValuePair<string, string>> entries => Map(entries.Select(entry => KeyValuePair.Create(entry.Key, (object?)entry.Value))),
            IEnumerable items => new JinjaList(items.Cast<object?>().Select(Of)),
            _ => throw new ArgumentException(
                $"A template cannot be given a {value.GetType()}; allowed: JSON, texts, numbers, truth values, lists, dictionaries."),
        };
    }

    private static object? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble(),
        JsonValueKind.Array => new JinjaList(json.EnumerateArray().Select(Of)),
        JsonValueKind.Object => Map(json.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, (object?)member.Value))),
        _ => null,
    };

    private static JinjaMap Map(IEnumerable<KeyValuePair<string, object?>> entries)
    {
        var map = new JinjaMap();
        foreach (var (key, value) in entries)
        {
            map[key] = Of(value);
        }

        return map;
    }
}
