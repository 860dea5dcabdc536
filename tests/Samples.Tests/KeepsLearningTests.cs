using System.Net;
using System.Net.Http.Json;
using AspNet.KeepsLearning;
using Kif;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

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
        while ((await Status(client)).Learned.Count < 2) await Task.Delay(20, TestContext.Current.CancellationToken);
        (await Status(client)).Should().BeEquivalentTo(new Status(null, ["place", "time"], ["refused"]));
    }

    [Fact]
    public async Task What_was_learned_is_there_after_a_restart_and_memory_is_freed_at_shutdown()
    {
        long first = await LearnAndStop("place"), second = await LearnAndStop("time");
        second.Should().BeLessThanOrEqualTo(first, "a host that has stopped leaves no tensors behind");
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_task_does_not_wait_for_its_end()
    {
        WebApplicationFactory<Program> host = Host();
        HttpClient client = host.CreateClient();
        await Post(client, "place", copies: 40);
        while ((await Status(client)).Learning is null) await Task.Delay(5, TestContext.Current.CancellationToken);
        await host.DisposeAsync();
        Directory.Exists(folder).Should().BeFalse("nothing was learned to its end");
    }

    [Fact]
    public async Task A_task_without_examples_is_refused()
    {
        await using WebApplicationFactory<Program> host = Host();
        (await host.CreateClient().PostAsJsonAsync("/tasks", new TaskToLearn("none", []), TestContext.Current.CancellationToken)).StatusCode.Should()
            .Be(HttpStatusCode.BadRequest);
    }

    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private WebApplicationFactory<Program> Host() => new WebApplicationFactory<Program>().WithWebHostBuilder(web => web
        .UseSetting("Assistant:Folder", folder).UseSetting("Assistant:Strategy", "kif-lora+refusing")
        .ConfigureTestServices(services => ((KifCatalog)services.Single(s => s.ServiceType == typeof(KifCatalog)).ImplementationInstance!)
            .AddStrategy<Refusing>("refusing", "fails on one task")));

    private async Task<long> LearnAndStop(string task)
    {
        await using (WebApplicationFactory<Program> host = Host())
        {
            using HttpClient client = host.CreateClient();
            await Post(client, task, count: 32);
            while ((await Status(client)).Learned.Count == 0) await Task.Delay(20, TestContext.Current.CancellationToken);
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
        (await client.PostAsJsonAsync("/tasks", new TaskToLearn(name, [.. Enumerable.Repeat(examples, copies).SelectMany(e => e)]),
            TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.Accepted);
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
        HttpResponseMessage response = await client.PostAsJsonAsync("/answers", new Question(question), TestContext.Current.CancellationToken);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<Answer>(TestContext.Current.CancellationToken))!.Text;
    }

    private static async Task<Status> Status(HttpClient client) => (await client.GetFromJsonAsync<Status>("/status", TestContext.Current.CancellationToken))!;

    private sealed class Refusing : ContinualStrategy
    {
        public Refusing() { }

        public override TaskPlan BeforeTask(in TaskStart task) =>
            task.Task == "refused" ? throw new InvalidDataException("this task can't be learned") : TaskPlan.Default;
    }
}
