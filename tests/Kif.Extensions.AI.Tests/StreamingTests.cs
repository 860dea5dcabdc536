using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace Kif.Extensions.AI.Tests;

/// <summary>Pieces arrive while tokens are computed; calls wait in line, stop when their reader stops, and fail with their own exceptions.</summary>
public sealed class StreamingTests(ChatFolder folder) : IClassFixture<ChatFolder>
{
    /// <summary>Far longer than any test waits: about a second of tokens, or more on a busy machine.</summary>
    private static readonly ChatOptions Long = new() { MaxOutputTokens = 1500 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_piece_arrives_long_before_the_last_token()
    {
        using var client = new KifChatClient(folder.Open());
        var clock = Stopwatch.StartNew();
        TimeSpan first = default;
        int pieces = 0;
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("Go.", new() { MaxOutputTokens = 400 }, Stop))
            if (pieces++ == 0) first = clock.Elapsed;
        pieces.Should().BeGreaterThan(20);
        first.Should().BeLessThan(clock.Elapsed / 2);
    }

    [Fact]
    public async Task Who_stops_reading_stops_the_computation_and_lets_the_next_one_in()
    {
        using var client = new KifChatClient(folder.Open());
        string wanted = (await client.GetResponseAsync("Go.", new() { MaxOutputTokens = 5 }, Stop)).Text;
        var clock = Stopwatch.StartNew();
        await client.GetResponseAsync("Go.", Long, Stop);
        TimeSpan whole = clock.Elapsed;
        clock.Restart();
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("Go.", Long, Stop)) break;
        (await client.GetResponseAsync("Go.", new() { MaxOutputTokens = 5 }, Stop)).Text.Should().Be(wanted);
        clock.Elapsed.Should().BeLessThan(whole / 2);
    }

    [Fact]
    public async Task A_slow_reader_gets_every_piece_and_holds_nobody_up()
    {
        using var client = new KifChatClient(folder.Open());
        var options = new ChatOptions { MaxOutputTokens = 300 };
        string wanted = (await client.GetResponseAsync("Go.", options, Stop)).Text;
        await using IAsyncEnumerator<ChatResponseUpdate> slow = client.GetStreamingResponseAsync("Go.", options, Stop).GetAsyncEnumerator(Stop);
        await slow.MoveNextAsync();
        string text = slow.Current.Text;
        ChatFinishReason? end = null;
        // Nothing is read meanwhile, and there are more pieces than room for them; the next call is answered all the same.
        (await client.GetResponseAsync("Go.", options, Stop)).Text.Should().Be(wanted);
        for (; await slow.MoveNextAsync(); end = slow.Current.FinishReason) text += slow.Current.Text;
        text.Should().Be(wanted);
        end.Should().Be(ChatFinishReason.Length);
    }

    [Fact]
    public async Task A_canceled_call_ends_as_canceled_before_or_while_it_computes_or_waits()
    {
        using var client = new KifChatClient(folder.Open());
        using var never = new CancellationTokenSource();
        await never.CancelAsync();
        await Canceled(() => client.GetResponseAsync("Go.", Long, never.Token), never.Token);
        using var soon = new CancellationTokenSource();
        Func<Task> reading = async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("Go.", Long, soon.Token)) await soon.CancelAsync();
        };
        await Canceled(reading, soon.Token);
        using var withToken = new CancellationTokenSource();
        Func<Task> given = async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("Go.", Long).WithCancellation(withToken.Token))
                await withToken.CancelAsync();
        };
        await Canceled(given, withToken.Token);
        using var line = new CancellationTokenSource();
        await using IAsyncEnumerator<ChatResponseUpdate> computing = client.GetStreamingResponseAsync("Go.", Long, Stop).GetAsyncEnumerator(Stop);
        await computing.MoveNextAsync();
        Task<ChatResponse> waiting = client.GetResponseAsync("Go.", Long, line.Token);
        waiting.IsCompleted.Should().BeFalse();
        await line.CancelAsync();
        await Canceled(() => waiting, line.Token);

        static async Task Canceled(Func<Task> call, CancellationToken by) =>
            (await call.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(by);
    }

    [Fact]
    public async Task Calls_compute_in_the_order_in_which_they_came_one_at_a_time()
    {
        using var queue = new AnswerQueue(1, "test");
        using var open = new ManualResetEventSlim();
        Task<bool> first = queue.RunAsync(token => open.Wait(TimeSpan.FromMinutes(1), token), Stop);
        using var impatient = new CancellationTokenSource();
        var order = new List<int>();
        Task<int>[] others = [.. Enumerable.Range(0, 8).Select(i => queue.RunAsync(_ =>
        {
            order.Add(i);
            return i;
        }, i == 3 ? impatient.Token : Stop))];
        await impatient.CancelAsync();
        await FluentActions.Awaiting(() => others[3]).Should().ThrowAsync<OperationCanceledException>();
        open.Set();
        await Task.WhenAll([first, .. others.Where((_, i) => i != 3)]);
        order.Should().Equal(0, 1, 2, 4, 5, 6, 7);
    }

    [Fact]
    public async Task As_many_calls_as_allowed_compute_at_a_time()
    {
        using var queue = new AnswerQueue(2, "test");
        int running = 0, most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => queue.RunAsync(token =>
        {
            int now = Interlocked.Increment(ref running);
            lock (queue) most = Math.Max(most, now);
            Thread.Sleep(30);
            return Interlocked.Decrement(ref running);
        }, Stop)));
        most.Should().Be(2);
        FluentActions.Invoking(() => new KifChatClient(folder.Open(), concurrency: 0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task An_exception_of_the_computation_comes_through_and_the_next_call_works()
    {
        using var queue = new AnswerQueue(1, "test");
        Func<Task> failing = () => queue.RunAsync<int>(_ => throw new InvalidDataException("broken"), Stop);
        (await failing.Should().ThrowAsync<InvalidDataException>()).WithMessage("broken");
        (await queue.RunAsync(_ => 7, Stop)).Should().Be(7);
        // The computation sees a disposed model.
        Assistant assistant = folder.Open();
        using var client = new KifChatClient(assistant, leaveOpen: true);
        assistant.Dispose();
        Func<Task> stream = async () => await client.GetStreamingResponseAsync("Go.", null, Stop).ToListAsync(Stop);
        await stream.Should().ThrowAsync<Exception>();
    }

    [Fact]
    public async Task A_disposed_client_stops_its_calls_and_refuses_others()
    {
        var client = new KifChatClient(folder.Open());
        await using IAsyncEnumerator<ChatResponseUpdate> computing = client.GetStreamingResponseAsync("Go.", Long, Stop).GetAsyncEnumerator(Stop);
        await computing.MoveNextAsync();
        Task<ChatResponse> waiting = client.GetResponseAsync("Go.", Long, Stop);
        client.Dispose();
        client.Dispose();
        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<ObjectDisposedException>();
        await FluentActions.Awaiting(async () => { while (await computing.MoveNextAsync()) { } }).Should().ThrowAsync<ObjectDisposedException>();
        await FluentActions.Awaiting(() => client.GetResponseAsync("Go.", null, Stop)).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task A_borrowed_assistant_stays_open()
    {
        using Assistant assistant = folder.Open();
        new KifChatClient(assistant, leaveOpen: true).Dispose();
        assistant.Answer("Go.", new() { MaxNewTokens = 2 }, Stop).Should().NotBeNull();
        using var client = new KifChatClient(assistant, leaveOpen: true);
        (await client.GetResponseAsync("Go.", new() { MaxOutputTokens = 2 }, Stop)).Should().NotBeNull();
    }
}
