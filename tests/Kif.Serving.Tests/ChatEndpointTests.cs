using Kif.Extensions.AI.Tests;
using System.ClientModel;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;

namespace Kif.Serving.Tests;

/// <summary>Chat completions over HTTP.</summary>
public sealed class ChatEndpointTests(ChatFolder folder) : IClassFixture<ChatFolder>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private const string Question = """{"role":"user","content":"hello there"}""";

    [Fact]
    public async Task A_whole_answer_has_text_reason_and_counts()
    {
        using Assistant assistant = folder.Open();
        await using TestServer server = await TestServer.StartAsync(assistant);

        (int status, JsonElement json) = await server.AskAsync($$"""{"model":"second","messages":[{{Question}}],"max_tokens":6}""");

        AssistantAnswer wanted = assistant.Reply([new("user", "hello there")], new() { Adapter = "second", MaxNewTokens = 6 }, cancellation: Token);
        status.Should().Be(200);
        JsonElement choice = json.GetProperty("choices")[0];
        choice.GetProperty("message").GetProperty("content").GetString().Should().Be(wanted.Text);
        choice.GetProperty("message").GetProperty("role").GetString().Should().Be("assistant");
        choice.GetProperty("finish_reason").GetString().Should().Be("length");
        json.GetProperty("object").GetString().Should().Be("chat.completion");
        json.GetProperty("model").GetString().Should().Be("second");
        JsonElement usage = json.GetProperty("usage");
        (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32()).Should().Be((wanted.PromptTokens, 6));
    }

    [Fact]
    public async Task The_name_of_the_model_chooses_the_adapter_and_a_history_is_read()
    {
        using Assistant assistant = folder.Open();
        await using TestServer server = await TestServer.StartAsync(assistant);
        async Task<string> Ask(string model, string messages) =>
            (await server.AskAsync($$"""{"model":"{{model}}","messages":[{{messages}}],"max_tokens":8}""")).Json.GetProperty("choices")[0].GetProperty("message")
                .GetProperty("content").GetString()!;

        string[] answers = [await Ask("first", Question), await Ask("second", Question), await Ask("base", Question)];
        answers.Should().OnlyHaveUniqueItems();
        (await Ask("", Question)).Should().Be(answers[0], "without a name the first adapter answers");
        string history = $$"""{"role":"system","content":"Be brief."},{{Question}},{"role":"assistant","content":"hi"},{"role":"user","content":[{"type":"text","text":"and now?"}]}""";
        (await Ask("first", history)).Should().Be(assistant.Reply(
            [new("system", "Be brief."), new("user", "hello there"), new("assistant", "hi"), new("user", "and now?")], new() { MaxNewTokens = 8 }, cancellation: Token).Text);
    }

    [Fact]
    public async Task A_stream_sends_the_same_text_in_pieces_and_ends_with_the_counts()
    {
        using Assistant assistant = folder.Open();
        await using TestServer server = await TestServer.StartAsync(assistant);

        using HttpResponseMessage response = await server.PostAsync(
            $$$"""{"messages":[{{{Question}}}],"max_tokens":12,"stream":true,"stream_options":{"include_usage":true}}""");
        string[] events = [.. (await response.Content.ReadAsStringAsync(Token)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)];

        response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        events.Should().OnlyContain(e => e.StartsWith("data: "));
        events[^1].Should().Be("data: [DONE]");
        JsonElement[] chunks = [.. events.SkipLast(1).Select(e => JsonElement.Parse(e[6..]))];
        string text = string.Concat(chunks.SelectMany(c => c.GetProperty("choices").EnumerateArray())
            .Select(c => c.GetProperty("delta").TryGetProperty("content", out JsonElement content) ? content.GetString() : ""));
        text.Should().Be(assistant.Reply([new("user", "hello there")], new() { MaxNewTokens = 12 }, cancellation: Token).Text);
        chunks.Select(c => c.GetProperty("id").GetString()).Distinct().Should().ContainSingle();
        chunks.Count(c => c.GetProperty("choices").GetArrayLength() > 0).Should().BeGreaterThan(3);
        chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString().Should().Be("length");
        chunks[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32().Should().Be(12);
    }

    [Fact]
    public async Task OpenAI_s_own_client_is_answered()
    {
        using Assistant assistant = folder.Open();
        await using TestServer server = await TestServer.StartAsync(assistant);
        var client = new ChatClient("second", new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new(server.Client.BaseAddress!, "/v1") });
        string wanted = assistant.Reply([new("user", "hello there")], new() { Adapter = "second", MaxNewTokens = 9 }, cancellation: Token).Text;
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 9, Temperature = 0 };

        ChatCompletion whole = await client.CompleteChatAsync([new UserChatMessage("hello there")], options, Token);
        whole.Content[0].Text.Should().Be(wanted);
        whole.FinishReason.Should().Be(ChatFinishReason.Length);
        whole.Usage.OutputTokenCount.Should().Be(9);

        string streamed = "";
        int? tokens = null;
        await foreach (StreamingChatCompletionUpdate update in client.CompleteChatStreamingAsync([new UserChatMessage("hello there")], options, Token))
        {
            streamed += string.Concat(update.ContentUpdate.Select(c => c.Text));
            tokens = update.Usage?.OutputTokenCount ?? tokens;
        }
        (streamed, tokens).Should().Be((wanted, 9));
        (await FluentActions.Awaiting(() => client.CompleteChatAsync([new UserChatMessage("x")], new ChatCompletionOptions { Temperature = 1, FrequencyPenalty = 1 }, Token))
            .Should().ThrowAsync<ClientResultException>()).Which.Status.Should().Be(400);
    }

    [Fact]
    public async Task Sampling_and_stop_sequences_are_honored()
    {
        using Assistant assistant = folder.Open();
        await using TestServer server = await TestServer.StartAsync(assistant);
        async Task<string> Ask(string more) => (await server.AskAsync($$"""{"messages":[{{Question}}],"max_tokens":10{{more}}}""")).Json.GetProperty("choices")[0]
            .GetProperty("message").GetProperty("content").GetString()!;
        string greedy = await Ask("");

        (await Ask(""","temperature":0,"seed":4""")).Should().Be(greedy);
        string drawn = await Ask(""","temperature":1.5,"seed":4,"top_p":0.9,"top_k":40""");
        drawn.Should().NotBe(greedy).And.Be(await Ask(""","temperature":1.5,"seed":4,"top_p":0.9,"top_k":40"""));
        string stop = greedy[3..5];
        (await Ask($$""","stop":[{{JsonSerializer.Serialize(stop)}}]""")).Should().Be(greedy[..greedy.IndexOf(stop, StringComparison.Ordinal)].TrimEnd());
    }

    [Theory]
    [InlineData("{", 400, "no JSON")]
    [InlineData("[]", 400, "no JSON object")]
    [InlineData("{}", 400, "'messages' is missing")]
    [InlineData("""{"messages":[]}""", 400, "list of 1")]
    [InlineData("""{"messages":[{"role":"user"}]}""", 400, "no content")]
    [InlineData("""{"messages":[{"role":"tool","content":"x"}]}""", 400, "messages[0].role is 'tool'")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}""", 400, "no text")]
    [InlineData("""{"messages":[{"role":"assistant","content":"x"}]}""", 400, "nothing to answer")]
    [InlineData("""{"model":"third","messages":[{"role":"user","content":"x"}]}""", 404, "There are: first, second, base")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"temperature":3}""", 400, "temperature")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"temperature":"hot"}""", 400, "temperature")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"top_p":0}""", 400, "top_p")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":0}""", 400, "max_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"n":2}""", 400, "'n' is not supported")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"tools":[{"type":"function"}]}""", 400, "'tools' is not supported")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_object"}}""", 400, "'response_format' is not supported")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"logprobs":true}""", 400, "'logprobs'")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"seed":1.5}""", 400, "seed")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"seed":"1"}""", 400, "seed")]
    [InlineData("""{"messages":[{"role":"user","content":"\ud800"}]}""", 400, "no valid Unicode")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"stop":"\udc00"}""", 400, "no valid Unicode")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"\ud800":1}""", 400, "no valid Unicode")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"stop":[""]}""", 400, "'stop'")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"anything":1}""", 400, "'anything'")]
    public async Task What_can_t_be_honored_is_refused_in_the_form_of_an_error(string body, int status, string message)
    {
        using Assistant assistant = folder.Open();
        await using TestServer server = await TestServer.StartAsync(assistant);

        (int found, JsonElement json) = await server.AskAsync(body);

        found.Should().Be(status);
        json.GetProperty("error").GetProperty("message").GetString().Should().Contain(message);
        json.GetProperty("error").GetProperty("type").GetString().Should().Be("invalid_request_error");
        if (message[0] == '\'') json.GetProperty("error").GetProperty("param").GetString().Should().Be(message.Split('\'')[1]);
    }

    [Fact]
    public async Task What_changes_nothing_is_accepted()
    {
        using Assistant assistant = folder.Open();
        await using TestServer server = await TestServer.StartAsync(assistant);

        (await server.AskAsync($$"""
            {"messages":[{{Question}}],"max_completion_tokens":2,"n":1,"tools":[],"tool_choice":"auto","user":"u","response_format":{"type":"text"},"logprobs":false,
             "frequency_penalty":0,"presence_penalty":0.0,"seed":null,"stream":false}
            """)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Models_health_and_metrics_are_there()
    {
        using Assistant assistant = folder.Open();
        await using TestServer server = await TestServer.StartAsync(assistant);
        await server.AskAsync($$"""{"messages":[{{Question}}],"max_tokens":3}""");
        await server.AskAsync("{}");

        JsonElement models = JsonElement.Parse(await server.GetAsync("/v1/models"));
        models.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()).Should().Equal("first", "second", "base");
        JsonElement.Parse(await server.GetAsync("/health")).GetProperty("status").GetString().Should().Be("ok");
        string metrics = await server.GetAsync("/metrics");
        metrics.Should().Contain("kif_requests_total{model=\"first\",status=\"200\"} 1\n").And.Contain("status=\"400\"} 1\n").And.Contain("kif_answer_tokens_total 3\n");
        metrics.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().OnlyContain(l => l.StartsWith('#') || l.Split(' ').Length == 2);
    }
}
