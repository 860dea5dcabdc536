using Kif.Models.Tokenizers.Jinja;

namespace Kif.Models.Tokenizers;

/// <summary>Formats conversations as a model was trained to read them, with the template in its folder.</summary>
/// <remarks>
/// An interpreter of the subset of Jinja that chat templates use, with the settings of transformers (trim_blocks, lstrip_blocks), runs them.
/// A template sees only the values given to it, changes none, and is stopped at fixed limits of steps and text. Not supported,
/// and rejected with an error that names it: include, import, extends, call blocks, recursive loops, filters beyond the common ones.
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
            throw new InvalidDataException($"{where}: {ShownText.Of(error.Message, 300)}", error);
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
    /// <exception cref="ChatTemplateException">The template rejects the conversation or exceeds a limit.</exception>
    public string Render(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = false, IReadOnlyDictionary<string, object?>? variables = null)
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
            return _template.Render(known);
        }
        catch (JinjaException error)
        {
            throw new ChatTemplateException($"{_where}: {ShownText.Of(error.Message, 500)}", error);
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
