using Kif.Extensions.AI.Tests;
using System.Diagnostics;
using System.Text.Json;

namespace Kif.Serving.Tests;

/// <summary>More requests than can be answered at once, and clients that leave.</summary>
public sealed class BusyServerTests(ChatFolder folder) : IClassFixture<ChatFolder>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Takes seconds: with this seed, the answer does not end by itself.</summary>
    private const string Long = """{"messages":[{"role":"user","content":"hello there"}],"max_tokens":100000,"temperature":1,"seed":3,"stream":true}""";

    private const string Short = """{"messages":[{"role":"user","content":"hello there"}],"max_tokens":2}""";

    private static readonly ServingOptions Narrow = new() { Parallel = 1, Queue = 1, MaxNewTokens = 1500 };

    [Fact]
    public async Task The_long_answer_is_long()
    {
        using Assistant assistant = folder.Open();
        await using TestServer server = await TestServer.StartAsync(assistant, Narrow);
        using HttpResponseMessage response = await server.PostAsync(Long);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("\"finish_reason\":\"length\"");
    }

    [Fact]
    public async Task Beyond_the_queue_requests_are_told_to_come_back()
    {
        using Assistant assistant = folder.Open();
        await using TestServer server = await TestServer.StartAsync(assistant, Narrow);
        using var leave = new CancellationTokenSource();
        using HttpResponseMessage running = await server.PostUntilAsync(Long, leave.Token);
        Task<(int Status, JsonElement)> waiting = server.AskAsync(Short);
        await Until(async () => (await Health(server)).Waiting == 1);

        using HttpResponseMessage refused = await server.PostAsync(Short);

        ((int)refused.StatusCode).Should().Be(429);
        refused.Headers.RetryAfter.Should().NotBeNull();
        JsonElement.Parse(await refused.Content.ReadAsStringAsync(Token)).GetProperty("error").GetProperty("code").GetString().Should().Be("queue_full");
        running.Dispose();
        (await waiting).Status.Should().Be(200, "who waited gets its turn");
    }

    [Fact]
    public async Task A_client_that_goes_frees_its_turn_within_a_moment()
    {
        using Assistant assistant = folder.Open();
        await using TestServer server = await TestServer.StartAsync(assistant, Narrow);
        HttpResponseMessage running = await server.PostAsync(Long);
        (await Health(server)).Running.Should().Be(1);

        running.Dispose();

        await Until(async () => (await Health(server)).Running == 0);
        (await server.AskAsync(Short)).Status.Should().Be(200);
        (await server.GetAsync("/metrics")).Should().Contain("status=\"499\"} 1\n");
    }

    [Fact]
    public async Task One_that_waits_and_goes_leaves_the_queue()
    {
        using Assistant assistant = folder.Open();
        await using TestServer server = await TestServer.StartAsync(assistant, Narrow);
        HttpResponseMessage running = await server.PostAsync(Long);
        using var leave = new CancellationTokenSource();
        Task<HttpResponseMessage> waiting = server.PostUntilAsync(Short, leave.Token);
        await Until(async () => (await Health(server)).Waiting == 1);

        await leave.CancelAsync();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
        await Until(async () => (await Health(server)).Waiting == 0);
        running.Dispose();
    }

    [Fact]
    public async Task An_answer_that_takes_too_long_is_stopped()
    {
        using Assistant assistant = folder.Open();
        await using TestServer server = await TestServer.StartAsync(assistant, Narrow with { Timeout = TimeSpan.FromMilliseconds(300) });

        (int status, JsonElement json) = await server.AskAsync(Long.Replace("true", "false", StringComparison.Ordinal));

        status.Should().Be(503);
        json.GetProperty("error").GetProperty("code").GetString().Should().Be("timeout");
        using HttpResponseMessage begun = await server.PostAsync(Long);
        (await begun.Content.ReadAsStringAsync(Token)).Should().Contain("\"timeout\"");
    }

    [Fact]
    public async Task Large_requests_and_long_answers_have_limits()
    {
        using Assistant assistant = folder.Open();
        await using TestServer server = await TestServer.StartAsync(assistant, new() { MaxRequestBytes = 2000, MaxNewTokens = 5 });

        (await server.AskAsync($$"""{"messages":[{"role":"user","content":"{{new string('x', 3000)}}"}]}""")).Status.Should().Be(413);
        (await server.AskAsync("""{"messages":[{"role":"user","content":"hello there"}],"max_tokens":1000}""")).Json.GetProperty("usage")
            .GetProperty("completion_tokens").GetInt32().Should().BeLessThanOrEqualTo(5);
    }

    [Fact]
    public void Limits_out_of_range_are_named() => FluentActions.Invoking(() =>
        Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder().Build().MapKifChat(folder.Open(), new() { Parallel = 0 }))
            .Should().Throw<CompositionException>().WithMessage("*serving.parallel is 0*");

    private static async Task<(int Running, int Waiting)> Health(TestServer server)
    {
        JsonElement health = JsonElement.Parse(await server.GetAsync("/health"));
        return (health.GetProperty("running").GetInt32(), health.GetProperty("waiting").GetInt32());
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        long from = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(from) > TimeSpan.FromSeconds(20)) throw new TimeoutException("it did not come");
            await Task.Delay(20, Token);
        }
    }
}
