using System.Diagnostics;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kif.Extensions.AI.Tests;

/// <summary>The middleware of Microsoft.Extensions.AI and an agent of the Microsoft Agent Framework run on the client.</summary>
public sealed class MiddlewareTests(ChatFolder folder) : IClassFixture<ChatFolder>
{
    private static readonly ChatOptions Short = new() { MaxOutputTokens = 12 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Telemetry_has_provider_model_and_counts(bool streaming)
    {
        var spans = new List<Activity>();
        string source = $"kif-test-{streaming}";
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == source, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using IChatClient client = new KifChatClient(folder.Open()).AsBuilder().UseOpenTelemetry(sourceName: source).Build();
        ChatResponse response = streaming ? await client.GetStreamingResponseAsync("Go.", Short, Stop).ToChatResponseAsync(Stop)
            : await client.GetResponseAsync("Go.", Short, Stop);
        Activity span = spans.Should().ContainSingle().Subject;
        span.DisplayName.Should().Be("chat first");
        span.GetTagItem("gen_ai.provider.name").Should().Be("kif");
        span.GetTagItem("gen_ai.response.model").Should().Be("first");
        Convert.ToInt64(span.GetTagItem("gen_ai.usage.output_tokens"), null).Should().Be(response.Usage!.OutputTokenCount);
        span.Status.Should().NotBe(ActivityStatusCode.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cache_answers_again_without_the_model_and_tells_adapters_apart(bool streaming)
    {
        IDistributedCache cache = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        var counting = new Counting(new KifChatClient(folder.Open()));
        using IChatClient client = counting.AsBuilder().UseDistributedCache(cache).Build();
        ChatOptions second = new() { MaxOutputTokens = 12, AdditionalProperties = new() { ["adapter"] = "second" } };
        ChatResponse one = await Ask(Short), again = await Ask(Short), other = await Ask(second);
        counting.Calls.Should().Be(2);
        (again.Text, again.ModelId, again.FinishReason, again.Usage!.TotalTokenCount).Should()
            .Be((one.Text, one.ModelId, one.FinishReason, one.Usage!.TotalTokenCount));
        (other.ModelId, other.Text == one.Text).Should().Be(("second", false));

        Task<ChatResponse> Ask(ChatOptions options) => streaming ? client.GetStreamingResponseAsync("Go.", options, Stop).ToChatResponseAsync(Stop)
            : client.GetResponseAsync("Go.", options, Stop);
    }

    [Fact]
    public async Task Function_calling_works_without_tools_and_is_refused_with_them()
    {
        using IChatClient client = new KifChatClient(folder.Open()).AsBuilder().UseFunctionInvocation().Build();
        (await client.GetResponseAsync("Go.", Short, Stop)).Text.Should().NotBeEmpty();
        (await client.GetStreamingResponseAsync("Go.", Short, Stop).ToChatResponseAsync(Stop)).Text.Should().NotBeEmpty();
        var tools = new ChatOptions { Tools = [AIFunctionFactory.Create(() => DateTime.UnixEpoch, "clock")] };
        Func<Task> whole = () => client.GetResponseAsync("Go.", tools, Stop);
        Func<Task> stream = async () => await client.GetStreamingResponseAsync("Go.", tools, Stop).ToListAsync(Stop);
        (await whole.Should().ThrowAsync<NotSupportedException>()).WithMessage("ChatOptions.Tools has 1 (clock)*");
        (await stream.Should().ThrowAsync<NotSupportedException>()).WithMessage("ChatOptions.Tools has 1 (clock)*");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_structured_answer_is_refused_with_a_schema_and_without(bool schema)
    {
        using var client = new KifChatClient(folder.Open());
        Func<Task> ask = () => client.GetResponseAsync<int[]>("Go.", Short, useJsonSchemaResponseFormat: schema, cancellationToken: Stop);
        (await ask.Should().ThrowAsync<NotSupportedException>()).WithMessage("ChatOptions.ResponseFormat*");
    }

    [Fact]
    public async Task A_pipeline_of_logging_options_and_a_reducer_runs_in_a_container()
    {
        var log = new LogLines();
        ServiceCollection services = new();
        services.AddSingleton<ILoggerFactory>(new Factory(log));
        services.AddKeyedKifChatClient("kif", o => (o.Model, o.Adapter) = (folder.Model, folder.First));
        services.AddChatClient(p => p.GetRequiredKeyedService<IChatClient>("kif"))
            .ConfigureOptions(o => o.MaxOutputTokens ??= 7).UseLogging().UseOpenTelemetry();
        await using ServiceProvider provider = services.BuildServiceProvider();
        IChatClient client = provider.GetRequiredService<IChatClient>();
        (await client.GetResponseAsync("Go.", cancellationToken: Stop)).Usage!.OutputTokenCount.Should().Be(7);
        log.Lines.Should().Contain(l => l.Contains("GetResponseAsync completed"));
        client.GetService<KifChatClient>().Should().BeSameAs(provider.GetRequiredKeyedService<IChatClient>("kif"));
    }

    [Fact]
    public async Task An_agent_talks_for_two_turns_and_remembers_the_first()
    {
        using Assistant assistant = folder.Open();
        using var client = new KifChatClient(assistant, leaveOpen: true);
        AIAgent agent = client.AsAIAgent(new ChatClientAgentOptions
        {
            Name = "helper", ChatOptions = new() { Instructions = "Be short.", MaxOutputTokens = 12 },
        });
        AgentSession session = await agent.CreateSessionAsync(Stop);
        AgentResponse first = await agent.RunAsync("Where is the key?", session, cancellationToken: Stop);
        string wanted = assistant.Reply([new("system", "Be short."), new("user", "Where is the key?")], new() { MaxNewTokens = 12 }, cancellation: Stop).Text;
        first.Text.Should().Be(wanted);
        string second = string.Concat((await agent.RunStreamingAsync("And the lock?", session, cancellationToken: Stop).ToListAsync(Stop)).Select(u => u.Text));
        second.Should().Be(assistant.Reply(
            [new("system", "Be short."), new("user", "Where is the key?"), new("assistant", wanted), new("user", "And the lock?")], new() { MaxNewTokens = 12 },
            cancellation: Stop).Text);
        first.Usage!.OutputTokenCount.Should().Be(12);
    }

    [Fact]
    public async Task An_agent_with_an_adapter_of_its_own_per_run_and_tools_refused()
    {
        using var client = new KifChatClient(folder.Open());
        AIAgent agent = client.AsAIAgent(instructions: "Be short.");
        var options = new ChatClientAgentRunOptions(new() { MaxOutputTokens = 12, AdditionalProperties = new() { ["adapter"] = "second" } });
        AgentResponse other = await agent.RunAsync("Go.", options: options, cancellationToken: Stop);
        ChatResponse wanted = await client.GetResponseAsync("Go.", new()
        {
            Instructions = "Be short.", MaxOutputTokens = 12, AdditionalProperties = new() { ["adapter"] = "second" },
        }, Stop);
        other.Text.Should().Be(wanted.Text);
        AIAgent handy = client.AsAIAgent(tools: [AIFunctionFactory.Create(() => 1, "clock")]);
        Func<Task> run = () => handy.RunAsync("Go.", cancellationToken: Stop);
        (await run.Should().ThrowAsync<NotSupportedException>()).WithMessage("ChatOptions.Tools has 1 (clock)*");
    }

    private sealed class Counting(IChatClient inner) : DelegatingChatClient(inner)
    {
        public int Calls { get; private set; }

        public override Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            return base.GetResponseAsync(messages, options, cancellationToken);
        }

        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            return base.GetStreamingResponseAsync(messages, options, cancellationToken);
        }
    }

    private sealed class LogLines : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }

    private sealed class Factory(ILogger log) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) { }

        public ILogger CreateLogger(string categoryName) => categoryName.Contains("Chat") ? log : NullLogger.Instance;

        public void Dispose() { }
    }
}
