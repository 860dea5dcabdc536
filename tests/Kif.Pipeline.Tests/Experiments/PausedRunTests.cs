using Microsoft.Extensions.Logging;

namespace Kif.Pipeline.Tests.Experiments;

public sealed class PausedRunTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("kif-paused-").FullName;
    private int resumed;

    [Theory]
    [InlineData("kif-lora+replay")]
    [InlineData("inc-lora")]
    [InlineData("joint")]
    public async Task A_run_that_is_stopped_anywhere_goes_on_and_comes_out_the_same_bit_for_bit(string strategy)
    {
        await Run(strategy, "whole", int.MaxValue);
        // Stopped again and again after a few lines: between steps, within rows of answers and within phases.
        foreach (int lines in new[] { 3, 9, 4, 7, 5, 11 })
            if (await Run(strategy, "halting", lines)) break;

        if (!File.Exists(Of("halting", strategy, "result.json"))) (await Run(strategy, "halting", int.MaxValue)).Should().BeTrue();
        resumed.Should().BeGreaterThan(1);
        Bits("halting").Should().BeEquivalentTo(Bits("whole"));
        Directory.Exists(Of("halting", strategy, "checkpoint")).Should().BeFalse();
        File.ReadLines(Of("halting", strategy, "events.jsonl")).Select(EventLines.Read).OfType<TaskEvaluated>().Select(e => (e.After, e.Task))
            .Should().OnlyHaveUniqueItems("what was scored before a stop is not scored again");
    }

    [Theory]
    [InlineData("kif-lora+replay")]
    [InlineData("seq-full")]
    public async Task A_run_that_was_killed_anywhere_goes_on_from_its_last_checkpoint_bit_for_bit(string strategy)
    {
        // What a kill leaves is what is on the disk at that moment.
        await Run(strategy, "whole", int.MaxValue, at =>
        {
            if (at % 5 == 0) Copy("whole", $"killed-{at}");
        });
        string[] killed = [.. Directory.GetDirectories(root, "killed-*").Select(Path.GetFileName).OfType<string>()];
        killed.Should().HaveCountGreaterThan(4);
        int before = resumed;
        foreach (string folder in killed)
        {
            (await Run(strategy, folder, int.MaxValue)).Should().BeTrue();
            Bits(folder).Should().BeEquivalentTo(Bits("whole"), folder);
        }
        (resumed - before).Should().BeGreaterThan(killed.Length / 2);
    }

    [Fact]
    public async Task A_second_process_leaves_a_run_out_and_says_who_does_it()
    {
        ComparisonResult? second = null;
        await Run("seq-lora", "shared", int.MaxValue, at =>
        {
            if (at == 3) second = Second("shared");
        });
        second!.Runs.Should().BeEmpty();
        second.Skipped.Should().ContainSingle().Which.Message.Should().StartWith($"in progress by process {Environment.ProcessId} on ");
        (await Run("seq-lora", "alone", int.MaxValue)).Should().BeTrue();
        Bits("shared").Should().BeEquivalentTo(Bits("alone"));
    }

    [Fact]
    public async Task A_checkpoint_of_a_run_with_other_rows_or_another_configuration_is_refused_with_the_way_out()
    {
        await Run("seq-lora", "stopped", 9);
        string file = Directory.GetFiles(Path.Combine(root, "stopped"), "checkpoint.json", SearchOption.AllDirectories).Single();
        string checkpoint = Of("stopped", "seq-lora", "checkpoint"), version = Path.GetDirectoryName(file)!, text = File.ReadAllText(file);
        await Refused(text.Replace("\"Rows\":1", "\"Rows\":3"), "*has 3 rows of scores and a learner that has learned 0 tasks*");
        await Refused(text.Replace("\"Configuration\":\"", "\"Configuration\":\"x"), "*belongs to a run with another configuration*");
        await Refused(text[..^9], "*checkpoint.json is damaged*");

        async Task Refused(string other, string message)
        {
            other.Should().NotBe(text);
            // As a whole, so that the hashes fit.
            VersionedFolder.Write(checkpoint, "learner.json", 3, to =>
            {
                foreach (string part in Directory.EnumerateFiles(version, "*", SearchOption.AllDirectories))
                {
                    string own = Path.Combine(to, Path.GetRelativePath(version, part));
                    Directory.CreateDirectory(Path.GetDirectoryName(own)!);
                    File.WriteAllBytes(own, part == file ? System.Text.Encoding.UTF8.GetBytes(other) : File.ReadAllBytes(part));
                }
            });
            string now = Path.Combine(checkpoint, Path.GetFileName(Directory.GetDirectories(checkpoint).Single()));
            (version, file) = (now, Path.Combine(now, "checkpoint.json"));
            await FluentActions.Awaiting(() => Run("seq-lora", "stopped", int.MaxValue)).Should().ThrowAsync<InvalidDataException>()
                .WithMessage($"{message}; without the folder {checkpoint} the run begins again");
        }
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    /// <summary>Does the run until so many lines were logged: steps, rows, tasks.</summary>
    /// <returns>Whether it came to its end.</returns>
    private async Task<bool> Run(string strategy, string folder, int most, Action<int>? at = null)
    {
        using var stop = new CancellationTokenSource();
        using var loggers = new StoppingLogs(most, stop, at);
        using var telemetry = new RunTelemetry(loggers);
        using CompareJob job = CompareJob.Prepare(new StrategyComposer(KifServices.BuiltIn()), Settings(strategy, folder), telemetry);
        await using ComparisonRun run = job.Start(stop.Token);
        await foreach (RunEvent e in run.Events)
            if (e is RunStarted { Resumed: true }) resumed++;
        try
        {
            job.Finish(await run.Completion);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Starts the comparison again while it is going on.</summary>
    private ComparisonResult Second(string folder)
    {
        using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), Settings("seq-lora", folder));
        ComparisonRun run = job.Start();
        return job.Finish(run.Completion.GetAwaiter().GetResult());
    }

    private CompareSettings Settings(string strategy, string folder)
    {
        CompareSettings usual = CompareSettings.ForEmbedded();
        return usual with
        {
            CheckpointSteps = 1, Strategies = [strategy], Order = ["place", "time"], TrainLimit = 32, TestLimit = 4, Unseen = ["colour"],
            Out = Path.Combine(root, folder),
            Training = usual.Training with { Epochs = 2 }, Evaluation = usual.Evaluation with { EvaluateEverySteps = 1 },
            Lora = usual.Lora with { Rank = 2, Dropout = 0.1 },
        };
    }

    private void Copy(string folder, string copy)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories).Where(f => !f.Contains(".locks")))
        {
            string own = Path.Combine(root, copy, Path.GetRelativePath(Path.Combine(root, folder), file));
            Directory.CreateDirectory(Path.GetDirectoryName(own)!);
            using FileStream source = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), target = File.Create(own);
            source.CopyTo(target);
        }
    }

    private string Of(string folder, string strategy, string file) => Path.Combine(root, folder, strategy, RunKey.FirstOrder, "seed-1", file);

    private Dictionary<string, string> Bits(string folder) => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories)
        .Where(f => f.Contains("seed-") && !f.Contains(".locks") && Path.GetFileName(f) is not ("result.json" or "events.jsonl"))
        .ToDictionary(f => Path.GetRelativePath(Path.Combine(root, folder), f),
            f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))));

    /// <summary>Stops the run, on its own thread, at a line of its log, or does something else there.</summary>
    private sealed class StoppingLogs(int most, CancellationTokenSource stop, Action<int>? at) : ILoggerFactory, ILogger
    {
        private int lines;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (++lines == most) stop.Cancel();
            at?.Invoke(lines);
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public void Dispose()
        {
        }
    }
}
