using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AspNet.KeepsLearning;
using Kif;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Samples.Tests;

/// <summary>The sample that answers requests while it goes on learning.</summary>
public sealed class KeepsLearningTests : IDisposable
{
    private static readonly TaskStream Stream = EmbeddedStream.Create(1, 320, 40);
    private readonly string folder = Path.Combine(Path.GetTempPath(), "kif-samples-" + Guid.NewGuid().ToString("n"));

    [Fact]
    public async Task It_answers_while_it_learns_better_after_and_still_after_a_task_that_fails()
    {
        await using WebApplicationFactory<Program> host = Host();
        using HttpClient client = host.CreateClient();
        double before = await Right(client, "place");
        await Post(client, "place");
        int during = 0;
        while ((await Status(client)).Learning is null) await Task.Delay(5, TestContext.Current.CancellationToken);
        for (; (await Status(client)).Learning is not null; during++)
        {
            (await Ask(client, Stream.Tasks.Single(t => t.Name == "place").Test[0].Input)).Should().NotBeNull();
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        during.Should().BePositive("requests are answered while a task is learned");
        double after = await Right(client, "place");
        after.Should().BeGreaterThan(before + 0.2);

        await Post(client, "refused", "mood");
        while ((await Status(client)).Failed.Count == 0) await Task.Delay(20, TestContext.Current.CancellationToken);
        (await Right(client, "place")).Should().Be(after, "the last good model goes on answering");
        await Post(client, "time", count: 32);
        while (await Status(client) is { Learned.Count: < 2 } or { Learning: not null }) await Task.Delay(20, TestContext.Current.CancellationToken);
        (await Status(client)).Should().BeEquivalentTo(new Status(null, [], ["place", "time"], new Dictionary<string, string>(),
            new Dictionary<string, string> { ["refused"] = "'refusing' failed in BeforeTask of task 'refused': this task can't be learned (InvalidDataException)" }));
    }

    [Fact]
    public async Task What_was_learned_is_there_after_a_restart_and_memory_is_freed_at_shutdown()
    {
        long first = await LearnAndStop("place"), second = await LearnAndStop("time");
        second.Should().BeLessThanOrEqualTo(first, "a host that has stopped leaves no tensors behind");
    }

    [Fact]
    public async Task A_model_that_forgot_does_not_answer()
    {
        double right;
        await using (WebApplicationFactory<Program> host = Host(holdOut: "0.2"))
        {
            using HttpClient client = host.CreateClient();
            await Post(client, "place");
            while (await Status(client) is { Learned.Count: 0 } or { Learning: not null }) await Task.Delay(20, TestContext.Current.CancellationToken);
            right = await Right(client, "place");
            right.Should().BeGreaterThan(0.3);
        }
        // The rows to judge by outlast a restart.
        await using (WebApplicationFactory<Program> host = Host(holdOut: "0.2"))
        {
            using HttpClient client = host.CreateClient();
            await Post(client, "elsewhere");
            while (await Status(client) is { Refused.Count: 0 } or { Learning: not null }) await Task.Delay(20, TestContext.Current.CancellationToken);
            Status status = await Status(client);
            status.Refused["elsewhere"].Should().StartWith("Don't ship: '");
            status.Learned.Should().Equal("place");
            (await Right(client, "place")).Should().Be(right, "the model before it goes on answering");
        }
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_task_does_not_wait_for_its_end()
    {
        WebApplicationFactory<Program> host = Host();
        HttpClient client = host.CreateClient();
        await Post(client, "place", copies: 40);
        while ((await Status(client)).Learning is null) await Task.Delay(5, TestContext.Current.CancellationToken);
        await host.DisposeAsync();
        await using WebApplicationFactory<Program> again = Host();
        using HttpClient later = again.CreateClient();
        await Until(async () => (await Status(later)) is { Learning: "place" } or { Learned.Count: 1 });
    }

    [Theory]
    [InlineData("/tasks/none", "[]", "there is no row")]
    [InlineData("/tasks/none", """[{"input": "a", "target": "b"}]""", "'target'")]
    [InlineData("/tasks/none", """[{"input": "a"}]""", "'output'")]
    [InlineData("/tasks/none", """[{"input": "a", "output": ""}]""", "row 1: input and output must not be empty")]
    [InlineData("/tasks/none", """[{"input": "a", "output": null}]""", "output")]
    [InlineData("/tasks/none", "[null]", "row 1")]
    [InlineData("/tasks/none", "input,output", "the body is not a list of rows")]
    [InlineData("/tasks/none", "", "the body is not a list of rows")]
    [InlineData("/tasks/%20", """[{"input": "a", "output": "b"}]""", "the name of a task")]
    [InlineData("/answers", """{"question": "x"}""", "'question'")]
    [InlineData("/answers", "null", "the body is not a question")]
    public async Task What_is_wrong_with_a_request_is_said_at_once(string address, string body, string reason)
    {
        await using WebApplicationFactory<Program> host = Host();
        using HttpClient client = host.CreateClient();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        HttpResponseMessage response = await client.PostAsync(new Uri(address, UriKind.Relative), content, TestContext.Current.CancellationToken);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        string? said = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("detail")
            .GetString();
        said.Should().Contain(reason);
        (await Status(client)).Should().BeEquivalentTo(new Status(null, [], [], new Dictionary<string, string>(), new Dictionary<string, string>()));
    }

    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private WebApplicationFactory<Program> Host(string holdOut = "0") => new WebApplicationFactory<Program>().WithWebHostBuilder(web => web
        .UseSetting("Assistant:HoldOut", holdOut).UseSetting("Assistant:Tolerance:Forget", "5").UseSetting("Assistant:Folder", folder)
        .UseSetting("Assistant:Strategy", "kif-lora+refusing").UseSetting("Assistant:MaxAttempts", "1")
        .ConfigureTestServices(services =>
        {
            // On a machine that is busy with other things a step and a save take long.
            services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMinutes(5));
            ((KifCatalog)services.Single(s => s.ServiceType == typeof(KifCatalog)).ImplementationInstance!)
                .AddStrategy<Refusing>("refusing", "fails on one task");
        }));

    private async Task<long> LearnAndStop(string task)
    {
        await using (WebApplicationFactory<Program> host = Host())
        {
            using HttpClient client = host.CreateClient();
            await Post(client, task, count: 32);
            await Until(async () => (await Status(client)).Learned.Contains(task));
            await Ask(client, "where is it");
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    private static async Task Post(HttpClient client, string name, string? of = null, int count = 320, int copies = 1)
    {
        IEnumerable<TaughtExample> examples = Stream.Tasks.Single(t => t.Name == (of ?? name)).Train.Take(count)
            .Select(e => new TaughtExample(e.Input, e.Target));
        await Until(async () =>
        {
            HttpResponseMessage response = await client.PostAsJsonAsync($"/tasks/{name}", Enumerable.Repeat(examples, copies).SelectMany(e => e),
                TestContext.Current.CancellationToken);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable) response.StatusCode.Should().Be(HttpStatusCode.Accepted);
            else response.Headers.RetryAfter.Should().NotBeNull();
            return response.IsSuccessStatusCode;
        });
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        while (!await condition()) await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static async Task<double> Right(HttpClient client, string task)
    {
        IReadOnlyList<Example> test = Stream.Tasks.Single(t => t.Name == task).Test;
        int right = 0;
        foreach (Example example in test) right += await Ask(client, example.Input) == example.Target ? 1 : 0;
        return (double)right / test.Count;
    }

    private static async Task<string> Ask(HttpClient client, string question)
    {
        HttpResponseMessage? response = null;
        await Until(async () =>
        {
            response = await client.PostAsJsonAsync("/answers", new Question(question), TestContext.Current.CancellationToken);
            return response.StatusCode != HttpStatusCode.ServiceUnavailable;
        });
        return (await response!.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<Answer>(TestContext.Current.CancellationToken))!.Output;
    }

    private static async Task<Status> Status(HttpClient client) => (await client.GetFromJsonAsync<Status>("/status", TestContext.Current.CancellationToken))!;

    private sealed class Refusing : ContinualStrategy
    {
        public Refusing() { }

        public override TaskPlan BeforeTask(in TaskStart task) =>
            task.Task == "refused" ? throw new InvalidDataException("this task can't be learned") : TaskPlan.Default;
    }
}
