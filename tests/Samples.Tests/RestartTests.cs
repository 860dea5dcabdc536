using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using AspNet.KeepsLearning;
using Kif;

namespace Samples.Tests;

/// <summary>The sample as a process of its own that is killed and upgraded while a client asks all the time.</summary>
public sealed class RestartTests : IDisposable
{
    private const int Tasks = 4, Rows = 64;

    private static readonly TaskStream Stream = EmbeddedStream.Create(1, Rows, 4);
    private static readonly string[] Questions = [.. Stream.Tasks.Take(4).SelectMany(t => t.Test.Take(2)).Select(e => e.Input)];
    private static readonly TrainingOptions Training = new() { Epochs = 1, BatchSize = 8, LearningRate = 0.01 };

    private readonly string folder = Directory.CreateTempSubdirectory("kif-restart-").FullName;
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly string port = FreePort().ToString(CultureInfo.InvariantCulture);

    [Fact]
    public async Task Kills_and_upgrades_cost_refusals_and_no_wrong_answer()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        (ConcurrentQueue<(string Question, Answer Answer)> answers, ConcurrentQueue<string> faults, bool done) = ([], [], false);
        Process server = Start();
        Task asking = Task.Run(async () =>
        {
            for (int i = 0; !Volatile.Read(ref done); i++)
                try
                {
                    string question = Questions[i % Questions.Length];
                    HttpResponseMessage response = await client.PostAsJsonAsync(Address("/answers"), new Question(question), cancellation);
                    if (response.IsSuccessStatusCode) answers.Enqueue((question, (await response.Content.ReadFromJsonAsync<Answer>(cancellation))!));
                    else if (response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null) await Task.Delay(20, cancellation);
                    else faults.Enqueue($"{response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellation)}");
                }
                catch (Exception e) when (e is HttpRequestException or IOException)
                {
                    // Nobody listens just now, or the server ended in the middle of the answer.
                    await Task.Delay(20, cancellation);
                }
        }, cancellation);
        try
        {
            for (int task = 0; task < Tasks; task++) await Post(task);
            // Killed in the middle of the first task, soon after the start that followed, and stopped as an upgrade does.
            foreach ((int learned, int wait, bool kill) in new[] { (0, 300, true), (1, 0, true), (2, 100, false) })
            {
                await Until(status => status.Learned.Count >= learned && (status.Learning is not null || status.Learned.Count == Tasks));
                await Task.Delay(wait, cancellation);
                if (kill) server.Kill();
                else (await Process.Start("kill", ["-TERM", $"{server.Id}"])!.WaitAsync(cancellation)).Should().Be(0);
                (await server.WaitAsync(cancellation)).Should().Be(kill ? 137 : 0);
                server = Start();
            }
            await Until(status => status.Learned.Count == Tasks && status.Failed.Count == 0);
            await Until(_ => answers.LastOrDefault().Answer?.Tasks == Tasks);
        }
        finally
        {
            Volatile.Write(ref done, true);
            server.Kill();
            await asking;
        }
        faults.Should().BeEmpty();
        Dictionary<string, string>[] right = Reference();
        answers.Should().OnlyContain(a => right[(int)a.Answer.Tasks][a.Question] == a.Answer.Output, "each is the answer of the model that it names");
        answers.Select(a => a.Answer.Tasks).Distinct().Should().HaveCountGreaterThan(2);
        answers.Select(a => a.Answer.Tasks).Should().BeInAscendingOrder("a model that answered is not taken back");
    }

    public void Dispose()
    {
        client.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The answers of the model after each number of tasks, learned without interruption.</summary>
    private static Dictionary<string, string>[] Reference()
    {
        CompareSettings settings = CompareSettings.ForEmbedded();
        using var models = new PretrainedModels(CompareSettings.Embedded, settings.Lora, settings.Limits);
        StrategyComposition composition = new StrategyComposer(KifServices.BuiltIn()).Choose("kif-lora").Compose();
        using var learner = new ContinualLearner(models.Create(composition.Trains), models.Encoder, composition, Training, new RandomStream(1), _ => { });
        List<Dictionary<string, string>> all = [];
        for (int task = 0; ; task++)
        {
            IReadOnlyList<string> answers = learner.Answer([.. Questions.Select((q, i) => new Example(q, "", $"{i}"))], learner.Weights, 4);
            all.Add(Questions.Zip(answers).ToDictionary(p => p.First, p => p.Second));
            if (task == Tasks) return [.. all];
            learner.Learn(Stream.Tasks[task].Name, [.. Stream.Tasks[task].Train.Select((e, i) => new Example(e.Input, e.Target, $"{i}"))]);
        }
    }

    private Uri Address(string path) => new($"http://127.0.0.1:{port}{path}");

    private Process Start()
    {
        ProcessStartInfo start = new("dotnet") { WorkingDirectory = folder };
        string[] settings = ["Assistant:Folder", Path.Combine(folder, "assistant"), "Assistant:HoldOut", "0", "Assistant:Training:Epochs", "1",
            "Assistant:Training:BatchSize", "8", "Assistant:Training:LearningRate", "0.01", "Assistant:CheckpointSteps", "3", "Logging:LogLevel:Default", "Error"];
        foreach (string word in new[] { Path.Combine(AppContext.BaseDirectory, "AspNet.KeepsLearning.dll"), "--urls", $"http://127.0.0.1:{port}" }) start.ArgumentList.Add(word);
        for (int i = 0; i < settings.Length; i += 2) start.ArgumentList.Add($"--{settings[i]}={settings[i + 1]}");
        return Process.Start(start)!;
    }

    private async Task Post(int task)
    {
        TaughtExample[] rows = [.. Stream.Tasks[task].Train.Select(e => new TaughtExample(e.Input, e.Target))];
        while (true)
        {
            try
            {
                if ((await client.PostAsJsonAsync(Address($"/tasks/{Stream.Tasks[task].Name}"), rows, TestContext.Current.CancellationToken)).IsSuccessStatusCode) return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // It does not listen yet.
            }
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private async Task Until(Func<Status, bool> condition)
    {
        while (true)
        {
            try
            {
                if (condition((await client.GetFromJsonAsync<Status>(Address("/status"), TestContext.Current.CancellationToken))!)) return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // It does not listen just now.
            }
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}

/// <summary>Waiting for a process.</summary>
internal static class ProcessWaiting
{
    /// <summary>Waits for the end and returns the exit code.</summary>
    public static async Task<int> WaitAsync(this Process process, CancellationToken cancellation)
    {
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }
}
