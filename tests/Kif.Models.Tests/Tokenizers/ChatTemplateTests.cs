using System.Text.Json;
using Kif.Tests;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Conversations as transformers renders them, in the forms of LLaMA 2 and 3, Zephyr, ChatML, Mistral, Gemma and a reasoning model.</summary>
public sealed class ChatTemplateTests
{
    private static readonly FixedClock Clock = new(new DateTimeOffset(2024, 7, 6, 9, 5, 3, TimeSpan.Zero));

    public static TheoryData<string> Names => [.. Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder))];

    public static TheoryData<string> Folders =>
        [.. Fixtures.Folders("tokenizers").Where(name => File.Exists(Path.Combine(Fixtures.Root, "tokenizers", name, "chat.jsonl")))];

    private static string Root => Path.Combine(Fixtures.Own, "chat-templates");

    [Theory]
    [MemberData(nameof(Names))]
    public void Renders_as_transformers(string name)
    {
        var folder = Path.Combine(Root, name);
        var template = ChatTemplate.Load(folder, clock: Clock)!;
        var compared = 0;
        foreach (var line in File.ReadLines(Path.Combine(folder, "chat.jsonl")).Select(line => JsonElement.Parse(line)))
        {
            Check(template, line);
            compared++;
        }

        compared.Should().BePositive();
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Renders_and_encodes_as_transformers(string name)
    {
        var answers = Path.Combine(KnownAnswerFolders.Answers(name), "chat.jsonl");
        var (template, tokenizer) = (ChatTemplate.Load(KnownAnswerFolders.Files(name))!, KnownAnswerFolders.Load(name));
        foreach (var line in File.ReadLines(answers).Select(line => JsonElement.Parse(line)))
        {
            if (Check(template, line) is { } text)
            {
                tokenizer.Encode(text, addSpecialTokens: false).Should().Equal(line.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
            }
        }
    }

    [Fact]
    public void Finds_named_templates_in_the_configuration()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer_config.json", """
            {"bos_token": "<s>",
             "chat_template": [{"name": "default", "template": "{{ bos_token }}d"}, {"name": "tool_use", "template": "t{{ tools|length }}"}]}
            """);
        ChatTemplate.Load(folder.Path)!.Render([]).Should().Be("<s>d");
        ChatTemplate.Load(folder.Path, "tool_use")!.Render([], variables: new Dictionary<string, object?> { ["tools"] = new[] { "x", "y" } }).Should().Be("t2");
        folder.Invoking(there => ChatTemplate.Load(there.Path, "tools")).Should().Throw<ArgumentException>().WithMessage("*'tools'*tool_use*");
    }

    [Fact]
    public void Two_templates_of_one_name_are_refused_by_file()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer_config.json", """{"chat_template": [{"name": "x", "template": "a"}, {"name": "x", "template": "b"}]}""");
        folder.Invoking(there => ChatTemplate.Load(there.Path, "x")).Should().Throw<InvalidDataException>()
            .WithMessage("*tokenizer_config.json: chat_template?1?.name is \"x\"; supported here: each name once.");
    }

    [Fact]
    public void Control_characters_of_a_template_reach_no_terminal()
    {
        using var folder = new TemporaryFolder();
        folder.Write("chat_template.jinja", "{{ \u001b[2J }}");
        folder.Invoking(there => ChatTemplate.Load(there.Path)).Should().Throw<InvalidDataException>()
            .Which.Message.Should().Contain("\\u001b").And.NotContain("\u001b");
    }

    [Fact]
    public void Prefers_the_file_and_finds_those_beside_it()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer_config.json", """{"chat_template": "configured"}""");
        ChatTemplate.Load(folder.Path)!.Render([]).Should().Be("configured");
        folder.Write("chat_template.jinja", "file\n");
        Directory.CreateDirectory(Path.Combine(folder.Path, "additional_chat_templates"));
        folder.Write("additional_chat_templates/rag.jinja", "rag");
        ChatTemplate.Load(folder.Path)!.Render([]).Should().Be("file");
        ChatTemplate.Load(folder.Path, "rag")!.Render([]).Should().Be("rag");
    }

    [Fact]
    public void A_folder_may_have_none()
    {
        using var folder = new TemporaryFolder();
        ChatTemplate.Load(folder.Path).Should().BeNull();
    }

    [Theory]
    [InlineData("{% for m in messages %}", "*tokenizer_config.json: chat_template: line 1: endfor or else is expected, not End*")]
    [InlineData("a\n{{ x | upperr }}", "*line 2: no filter is named 'upperr'; did you mean 'upper'?*")]
    [InlineData("{% include 'x' %}", "*line 1: no statement is named 'include'*")]
    [InlineData("{{ x is definde }}", "*no test is named 'definde'; did you mean 'defined'?*")]
    public void Names_file_and_line_of_what_is_wrong(string source, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer_config.json", JsonSerializer.Serialize(new { chat_template = source }));
        folder.Invoking(there => ChatTemplate.Load(there.Path)).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "*steps*")]
    [InlineData("{% set ns = namespace(x='x') %}{% for a in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}", "*characters of text*")]
    [InlineData("{{ 'x' * 99999999999 }}", "*characters of text*")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "*64 deep*")]
    [InlineData("{% set ns = namespace(x=[]) %}{% for a in range(99999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}", "*too deep*")]
    [InlineData("{{ raise_exception('not so') }}", "chat_template: not so")]
    public void Stops_what_does_not_end(string source, string message)
    {
        var template = new ChatTemplate(source);
        template.Invoking(endless => endless.Render([])).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Refuses_what_is_nested_too_deep()
    {
        var making = () => new ChatTemplate("{{ " + new string('(', 100_000) + "1" + new string(')', 100_000) + " }}");
        making.Should().Throw<InvalidDataException>().WithMessage("*nested more than*");
    }

    private static string? Check(ChatTemplate template, JsonElement line)
    {
        var messages = line.GetProperty("messages").EnumerateArray().Select(Message).ToArray();
        var variables = line.TryGetProperty("tools", out var tools) ? new Dictionary<string, object?> { ["tools"] = tools } : null;
        var rendering = () => template.Render(messages, line.GetProperty("add_generation_prompt").GetBoolean(), variables);
        if (!line.TryGetProperty("text", out var text))
        {
            rendering.Should().Throw<InvalidDataException>("of {0}", line).WithMessage($"*{line.GetProperty("error").GetString()}");
            return null;
        }

        rendering().Should().Be(text.GetString(), "of {0}", line);
        return text.GetString();
    }

    private static ChatMessage Message(JsonElement message) => new(message.GetProperty("role").GetString()!, message.GetProperty("content").GetString()!)
    {
        Fields = message.EnumerateObject().Where(field => field.Name is not ("role" or "content"))
            .ToDictionary(field => field.Name, field => (object?)field.Value),
    };

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
