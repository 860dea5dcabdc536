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
        Directory.Exists(Of("halting", strategy, "paused")).Should().BeFalse();
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    /// <summary>Does the run until so many lines were logged: steps, rows, tasks.</summary>
    /// <returns>Whether it came to its end.</returns>
    private async Task<bool> Run(string strategy, string folder, int most)
    {
        CompareSettings usual = CompareSettings.ForEmbedded(), settings = usual with
        {
            Strategies = [strategy], Order = ["place", "time"], TrainLimit = 32, TestLimit = 4, Unseen = ["colour"], Out = Path.Combine(root, folder),
            Training = usual.Training with { Epochs = 2 }, Evaluation = usual.Evaluation with { EvaluateEverySteps = 1 },
            Lora = usual.Lora with { Rank = 2, Dropout = 0.1 },
        };
        using var stop = new CancellationTokenSource();
        using var loggers = new StoppingLogs(most, stop);
        using var telemetry = new RunTelemetry(loggers);
        using CompareJob job = CompareJob.Prepare(new StrategyComposer(KifServices.BuiltIn()), settings, telemetry);
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

    private string Of(string folder, string strategy, string file) => Path.Combine(root, folder, strategy, RunKey.FirstOrder, "seed-1", file);

    private Dictionary<string, string> Bits(string folder) => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories)
        .Where(f => f.Contains("seed-") && Path.GetFileName(f) is not ("result.json" or "events.jsonl"))
        .ToDictionary(f => Path.GetRelativePath(Path.Combine(root, folder), f),
            f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))));

    /// <summary>Stops the run, on its own thread, at a line of its log.</summary>
    private sealed class StoppingLogs(int most, CancellationTokenSource stop) : ILoggerFactory, ILogger
    {
        private int lines;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (++lines == most) stop.Cancel();
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public void Dispose()
        {
        }
    }
}
