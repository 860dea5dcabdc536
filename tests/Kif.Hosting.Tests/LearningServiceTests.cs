using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Kif.Hosting.Tests;

/// <summary>A service that learns for months: what was accepted is learned once, whatever ends the process, and what fails ends nothing else.</summary>
public sealed class LearningServiceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kif-hosting-").FullName;

    private string Queue => Path.Combine(folder, "queue");

    [Fact]
    public async Task A_task_is_learned_once_whatever_a_crash_left()
    {
        byte[] entry;
        await using (LearningHost host = await LearningHost.Start(folder))
        {
            host.Enqueue("one", 80).Should().Be(new QueueAnswer(QueueOutcome.Accepted, 1));
            entry = await File.ReadAllBytesAsync(Path.Combine(Queue, "000000000001.json"), TestContext.Current.CancellationToken);
            host.Enqueue("one", 80).Should().Be(new QueueAnswer(QueueOutcome.AlreadyKnown, 1), "a client that heard no answer posts again");
            host.Enqueue("two", 8, 80).Number.Should().Be(2);
            await host.Learned(2);
            host.Enqueue("one", 80).Should().Be(new QueueAnswer(QueueOutcome.AlreadyKnown, 1));
        }
        // Ended before the file of a learned task was removed; while a task was written; a file that the disk lost half of.
        await File.WriteAllBytesAsync(Path.Combine(Queue, "000000000001.json"), entry, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Queue, ".000000000003.json.0.part"), "{", TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(Queue, "000000000003.json"), entry[..(entry.Length / 2)], TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(folder, ".v9.0.part"));
        await using (LearningHost host = await LearningHost.Start(folder))
        {
            host.Service.Status.Learned.Should().Equal("one", "two");
            host.Enqueue("four", 8, 96).Number.Should().Be(4);
            await host.Learned(3);
            host.Service.Status.Learned.Should().Equal("one", "two", "four");
            host.Service.Status.Failed.Should().ContainKey("task 3").WhoseValue.Should().Contain("000000000003.json");
            Directory.GetFileSystemEntries(Queue).Should().BeEmpty();
            Directory.GetFileSystemEntries(folder, ".*").Should().BeEmpty();
        }
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_task_changes_nothing_in_the_end()
    {
        string other = Path.Combine(folder, "other");
        await using (LearningHost host = await LearningHost.Start(other))
        {
            host.Enqueue("long", 120);
            await host.Learned(1);
        }
        for (int i = 0; i < 20; i++)
        {
            await using LearningHost host = await LearningHost.Start(folder, o => o.CheckpointSteps = 4);
            if (i == 0) host.Enqueue("long", 120);
            await host.Until(() => host.Service.Status.Learning is not null || host.Service.Status.LearnedTasks > 0);
            if (host.Service.Status.LearnedTasks > 0 && i > 1) break;
            await Task.Delay(100 * i, TestContext.Current.CancellationToken);
        }
        await using (LearningHost host = await LearningHost.Start(folder)) await host.Learned(1);
        Weights(folder).Should().Be(Weights(other), "a task that was stopped goes on bit for bit");
    }

    [Fact]
    public async Task A_task_that_fails_is_set_aside_and_the_next_is_learned()
    {
        await using LearningHost host = await LearningHost.Start(folder, o => (o.MaxAttempts, o.CheckpointSteps) = (2, 1));
        host.Enqueue("good");
        host.Enqueue("bad", 8, 8);
        host.Enqueue("better", 8, 16);
        await host.Learned(2);
        LearningStatus status = host.Service.Status;
        status.Learned.Should().Equal("good", "better");
        status.Failed.Should().Equal(new Dictionary<string, string>
        {
            ["bad"] = "'failing' failed in BeforeTask of task 'bad': this task can't be learned (InvalidDataException)",
        });
        File.Exists(Path.Combine(folder, "aside", "000000000002.json")).Should().BeTrue("its rows are kept");
        host.Enqueue("bad again", 8, 24);
        await host.Until(() => host.Service.Status.Failed.Count == 2);
        HealthReport health = await host.Health();
        health.Status.Should().Be(HealthStatus.Degraded);
        health.Entries["kif-learning"].Description.Should().Be(
            "task 'bad again' was set aside: 'failing' failed in BeforeTask of task 'bad again': this task can't be learned (InvalidDataException)");
        (health.Entries["kif-live"].Status, health.Entries["kif-ready"].Status).Should().Be((HealthStatus.Healthy, HealthStatus.Healthy));
        host.Enqueue("best", 8, 32);
        await host.Learned(3);
        (await host.Health()).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_task_that_ends_the_process_again_and_again_is_set_aside()
    {
        await using (LearningHost host = await LearningHost.Start(folder, services: s => s.AddSingleton<IModelGate>(new Slow())))
        {
            host.Enqueue("fatal");
            await host.Until(() => File.Exists(Path.Combine(Queue, "000000000001.tries.json")));
        }
        await File.WriteAllTextAsync(
            Path.Combine(Queue, "000000000001.tries.json"), """{"Begun":10,"Failed":0,"Checkpointed":false}""", TestContext.Current.CancellationToken);
        await using (LearningHost host = await LearningHost.Start(folder))
        {
            host.Enqueue("next", 8, 8);
            await host.Learned(1);
            host.Service.Status.Failed["fatal"].Should().Be("the process ended 10 times while the task was learned");
        }
    }

    [Fact]
    public async Task What_the_gate_refuses_does_not_answer_and_is_kept_by_option()
    {
        var gate = new Named();
        await using LearningHost host = await LearningHost.Start(folder, o => (o.KeepRefused, o.HoldOut) = (true, 0.25), s => s.AddSingleton<IModelGate>(gate));
        host.Enqueue("fine", 64);
        await host.Learned(1);
        string prompt = LearningHost.Task("x").Train[0].Input, before = await host.Answer(prompt);
        host.Enqueue("no", 64, 64);
        await host.Until(() => host.Service.Status.Refused.Count == 1);
        host.Service.Status.Refused["no"].Should().Be("not this one");
        (await host.Model.AnswerAsync([prompt], cancellation: TestContext.Current.CancellationToken)).Should().BeEquivalentTo(new ModelAnswers([before], 1));
        ContinualLearner.IsSavedIn(Path.Combine(folder, "refused", "000000000002")).Should().BeTrue();
        gate.Seen.Should().Equal(("fine", 16, 0), ("no", 16, 1));
        host.Enqueue("fine too", 8, 128);
        await host.Learned(2);
        host.Service.Status.Learned.Should().Equal("fine", "fine too");
    }

    [Fact]
    public async Task What_is_set_aside_and_refused_does_not_grow_for_ever()
    {
        await using LearningHost host = await LearningHost.Start(
            folder, o => (o.KeepRefused, o.AsideLimit, o.HoldOut) = (true, 2, 0.25), s => s.AddSingleton<IModelGate>(new Named()));
        for (int i = 1; i <= 3; i++)
        {
            host.Enqueue("no", 8, 8 * i);
            await host.Until(() => !File.Exists(Path.Combine(Queue, $"{i:D12}.json")) && host.Service.Status.Learning is null);
        }
        await host.Until(() => Directory.GetFiles(Path.Combine(folder, "aside")).Length == 4);
        Names("aside").Should().BeEquivalentTo(
            "000000000002.json", "000000000002.reason.json", "000000000003.json", "000000000003.reason.json");
        Names("refused").Should().BeEquivalentTo("000000000002", "000000000003");
        host.Enqueue("fine", 8, 64).Number.Should().Be(4);
        await host.Learned(1);
    }

    [Fact]
    public async Task Held_out_rows_that_are_damaged_are_told_and_the_gate_judges_without_them()
    {
        var gate = new Named();
        await using LearningHost host = await LearningHost.Start(folder, o => o.HoldOut = 0.25, s => s.AddSingleton<IModelGate>(gate));
        host.Enqueue("one", 64);
        host.Enqueue("two", 64, 64);
        await host.Learned(2);
        await File.WriteAllTextAsync(Path.Combine(folder, "held-out", "000000000001.json"), "[null]", TestContext.Current.CancellationToken);
        host.Enqueue("three", 64, 128);
        await host.Learned(3);
        gate.Seen.Should().Equal(("one", 16, 0), ("two", 16, 1), ("three", 16, 1));
        host.Service.Status.Failed.Should().BeEmpty();
    }

    [Fact]
    public async Task The_queue_is_measured()
    {
        Dictionary<string, long> seen = [];
        using MeterListener listener = new() { InstrumentPublished = (i, l) => { if (i.Name.StartsWith("kif.learning.")) l.EnableMeasurementEvents(i); } };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) =>
        {
            string key = $"{i.Name} {tags[0].Value}";
            lock (seen) seen[key] = seen.GetValueOrDefault(key) + value;
        });
        listener.SetMeasurementEventCallback<int>((i, value, _, _) => { lock (seen) seen[i.Name] = value; });
        listener.Start();
        await using LearningHost host = await LearningHost.Start(folder, o => o.HoldOut = 0.25, s => s.AddSingleton<IModelGate>(new Named()));
        host.Enqueue("bad");
        host.Enqueue("no", 8, 8);
        await host.Until(() => host.Service.Status is { Failed.Count: 1, Refused.Count: 1 });
        host.Enqueue("fine", 8, 16);
        await host.Learned(1);
        listener.RecordObservableInstruments();
        lock (seen)
            seen.Should().Equal(new Dictionary<string, long>
            {
                ["kif.learning.settled failed"] = 1, ["kif.learning.settled refused"] = 1, ["kif.learning.settled learned"] = 1,
                ["kif.learning.queue"] = 0, ["kif.learning.requests"] = 0,
            });
    }

    [Fact]
    public async Task A_full_queue_refuses_and_a_second_service_waits_for_the_folder()
    {
        await using LearningHost first = await LearningHost.Start(folder, o => o.QueueLimit = 2, s => s.AddSingleton<IModelGate>(new Slow()));
        first.Enqueue("one").Outcome.Should().Be(QueueOutcome.Accepted);
        first.Enqueue("two", 8, 8).Outcome.Should().Be(QueueOutcome.Accepted);
        QueueAnswer full = first.Enqueue("three", 8, 16);
        (full.Outcome, full.Number).Should().Be((QueueOutcome.Full, 0));
        full.RetryAfter.Should().BePositive();
        (await first.Health()).Entries["kif-learning"].Description.Should().Be("the queue is 100 % full");

        await using LearningHost second = await LearningHost.Start(folder, waits: false);
        await second.Until(() => second.Service.Status.Problem is not null && second.Model.IsLoaded);
        second.Service.Status.Problem.Should().Contain($"has another writer: process {Environment.ProcessId} on ");
        second.Enqueue("three", 8, 16).Outcome.Should().Be(QueueOutcome.NotReady);
        (await second.Answer(LearningHost.Task("x").Train[0].Input)).Should().NotBeNull("it answers meanwhile");
        await first.DisposeAsync();
        await second.Learned(2);
        second.Service.Status.Learned.Should().Equal("one", "two");
    }

    [Fact]
    public async Task Options_are_checked_before_the_host_starts()
    {
        Func<Task> start = () => LearningHost.Start(folder, o => (o.Strategy, o.QueueLimit, o.HoldOut, o.Metric) = ("kif-lora+nothing", 0, 1, "bleu"));
        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Failures.Should().HaveCount(4)
            .And.Contain(f => f.Contains("nothing")).And.Contain("learning: QueueLimit is 0; allowed: at least 1")
            .And.Contain("learning: HoldOut is 1; allowed: 0 to below 1").And.Contain(f => f.Contains("bleu"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private IEnumerable<string?> Names(string sub) => Directory.GetFileSystemEntries(Path.Combine(folder, sub)).Select(Path.GetFileName);

    private static string Weights(string folder) =>
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Directory.GetFiles(folder, "weights.safetensors", SearchOption.AllDirectories)
            .Single(f => Path.GetDirectoryName(Path.GetDirectoryName(f)) == folder))));

    /// <summary>Keeps the service in the middle of a task until the host stops.</summary>
    private sealed class Slow : IModelGate
    {
        public GateVerdict Decide(ModelCandidate candidate, CancellationToken cancellation)
        {
            cancellation.WaitHandle.WaitOne();
            cancellation.ThrowIfCancellationRequested();
            return new(true, "");
        }
    }

    private sealed class Named : IModelGate
    {
        public List<(string Task, int Rows, int Earlier)> Seen { get; } = [];

        public GateVerdict Decide(ModelCandidate candidate, CancellationToken cancellation)
        {
            Seen.Add((candidate.Task.Name, candidate.Task.Test.Count, candidate.Earlier.Count));
            candidate.Answer(candidate.Task.Test).Should().HaveSameCount(candidate.AnswerNow(candidate.Task.Test));
            return new(candidate.Task.Name != "no", candidate.Task.Name == "no" ? "not this one" : "fine");
        }
    }
}
