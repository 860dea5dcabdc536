using Microsoft.Extensions.AI;

namespace Kif.Extensions.AI.Tests;

/// <summary>Options and messages that can't be honored are refused by name, with the way out; harmless ones are not.</summary>
public sealed class RefusalTests(ChatFolder folder) : IClassFixture<ChatFolder>
{
    private static readonly Dictionary<string, (ChatOptions Options, string Message)> Refused = new()
    {
        ["tools"] = (new() { Tools = [AIFunctionFactory.Create(() => 1, "clock"), new HostedWebSearchTool()] }, "ChatOptions.Tools has 2 (clock, *ChatToolMode.None*"),
        ["required"] = (new() { ToolMode = ChatToolMode.RequireAny }, "ChatOptions.ToolMode requires*"),
        ["json"] = (new() { ResponseFormat = ChatResponseFormat.Json }, "ChatOptions.ResponseFormat*"),
        ["schema"] = (new() { ResponseFormat = ChatResponseFormat.ForJsonSchema<int[]>() }, "ChatOptions.ResponseFormat*"),
        ["frequency"] = (new() { FrequencyPenalty = 0.5f }, "ChatOptions.FrequencyPenalty is 0.5*set it to 0"),
        ["presence"] = (new() { PresencePenalty = -1 }, "ChatOptions.PresencePenalty is -1*"),
        ["conversation"] = (new() { ConversationId = "c7" }, "ChatOptions.ConversationId is 'c7'*send the whole*"),
        ["reasoning"] = (new() { Reasoning = new() { Effort = ReasoningEffort.High } }, "ChatOptions.Reasoning.Effort is High*"),
        ["foreign"] = (new() { AdditionalProperties = new() { ["Repetition_Penalty"] = 1.2 } }, "*AdditionalProperties[\"Repetition_Penalty\"]*leave it out*"),
        ["misspelt"] = (new() { AdditionalProperties = new() { ["adapters"] = "first" } }, "*AdditionalProperties[\"adapters\"]*did you mean \"adapter\"?"),
    };

    private static readonly Dictionary<string, (ChatMessage Message, string Text)> RefusedMessages = new()
    {
        ["image"] = (new(ChatRole.User, [new TextContent("Look"), new DataContent(new byte[] { 1 }, "image/png")]), "message 2 (user) has data of type 'image/png'*"),
        ["address"] = (new(ChatRole.User, [new UriContent("https://example.org/a.png", "image/png")]), "message 2 (user) refers to*"),
        ["call"] = (new(ChatRole.Assistant, [new FunctionCallContent("1", "clock")]), "message 2 (assistant) calls the function 'clock'*"),
        ["result"] = (new(ChatRole.Tool, [new FunctionResultContent("1", "noon")]), "message 2 (tool) has a function's result*"),
        ["tool"] = (new(ChatRole.Tool, "noon"), "message 2 is a tool's*"),
    };

    public static TheoryData<string> Options => [.. Refused.Keys];

    public static TheoryData<string> Messages => [.. RefusedMessages.Keys];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Options))]
    public async Task An_option_that_would_change_the_answer_is_refused(string name)
    {
        using var client = new KifChatClient(folder.Open());
        (ChatOptions options, string message) = Refused[name];
        await Refuses<NotSupportedException>(client, [new(ChatRole.User, "Where?")], options, message);
    }

    [Theory, MemberData(nameof(Messages))]
    public async Task A_message_that_is_no_text_is_refused(string name)
    {
        using var client = new KifChatClient(folder.Open());
        (ChatMessage bad, string message) = RefusedMessages[name];
        await Refuses<NotSupportedException>(client, [new(ChatRole.User, "a"), bad, new(ChatRole.User, "b")], null, message);
    }

    [Fact]
    public async Task Arguments_out_of_range_are_errors_of_arguments()
    {
        using var client = new KifChatClient(folder.Open());
        ChatMessage[] ask = [new(ChatRole.User, "Where?")];
        await Refuses<ArgumentException>(client, ask, new() { MaxOutputTokens = 0 }, "*0; allowed: 1 or more*");
        await Refuses<ArgumentException>(client, ask, new() { Temperature = -0.1f }, "*temperature is -0.1*");
        await Refuses<ArgumentException>(client, ask, new() { Temperature = float.NaN }, "*temperature is NaN*");
        await Refuses<ArgumentException>(client, ask, new() { TopP = 0 }, "*top-p is 0*");
        await Refuses<ArgumentException>(client, ask, new() { TopK = 0 }, "*top-k is 0*");
        await Refuses<ArgumentException>(client, ask, new() { StopSequences = [""] }, "*stop sequence is empty*");
        await Refuses<ArgumentException>(client, [], null, "*no message*");
        await Refuses<ArgumentException>(client, [], new() { Instructions = "Rhyme." }, "*no message*");
        await Refuses<ArgumentException>(client, [.. ask, new(ChatRole.Assistant, "Here")], null, "*the last of 2 messages is of the role 'assistant'*");
        await Refuses<ArgumentException>(client, [new(new("critic"), "No."), .. ask], null, "*message 1 is of the role 'critic'*system, user, assistant*");
        await Refuses<ArgumentNullException>(client, null!, null, "*messages*");
    }

    [Fact]
    public async Task A_conversation_that_the_template_refuses_is_an_error_of_arguments()
    {
        string strict = Path.Combine(folder.Model, "..", "strict");
        Directory.CreateDirectory(strict);
        foreach (string file in Directory.GetFiles(folder.Model)) File.Copy(file, Path.Combine(strict, Path.GetFileName(file)), overwrite: true);
        File.WriteAllText(Path.Combine(strict, "chat_template.jinja"), "{{ raise_exception('System role not supported') if messages[0]['role'] == 'system' else 'x' }}");
        using var client = new KifChatClient(Assistant.Load(strict));
        await Refuses<ArgumentException>(client, [new(ChatRole.User, "Where?")], new() { Instructions = "Rhyme." },
            "*chat template refuses*System role not supported*");
    }

    [Fact]
    public async Task Harmless_options_are_no_obstacle()
    {
        using var client = new KifChatClient(folder.Open());
        string plain = (await client.GetResponseAsync("Where?", new() { MaxOutputTokens = 6 }, Stop)).Text;
        ChatResponse response = await client.GetResponseAsync(
            [new(ChatRole.User, [new TextContent("Whe"), new TextContent("re?"), new UsageContent()]) { AuthorName = "Ann" }], new()
            {
                MaxOutputTokens = 6, Tools = [AIFunctionFactory.Create(() => 1, "clock")], ToolMode = ChatToolMode.None, AllowMultipleToolCalls = true,
                ResponseFormat = ChatResponseFormat.Text, FrequencyPenalty = 0, PresencePenalty = 0, StopSequences = [],
                AdditionalProperties = new() { ["trace-id"] = "7", ["adapter"] = null }, Reasoning = new() { Effort = ReasoningEffort.None },
            }, Stop);
        response.Text.Should().Be(plain);
        (await client.GetResponseAsync("Where?", new() { MaxOutputTokens = 6, Tools = [] }, Stop)).Text.Should().Be(plain);
    }

    private static async Task Refuses<TException>(IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options, string message)
        where TException : Exception
    {
        Func<Task> whole = () => client.GetResponseAsync(messages, options, Stop);
        Func<Task> stream = async () => await client.GetStreamingResponseAsync(messages, options, Stop).ToListAsync(Stop);
        (await whole.Should().ThrowAsync<TException>()).WithMessage(message);
        (await stream.Should().ThrowAsync<TException>()).WithMessage(message);
    }
}
