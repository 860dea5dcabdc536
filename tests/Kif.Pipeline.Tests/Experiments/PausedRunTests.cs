using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;
using Kif.Pipeline.Jobs;
using Kif.Pipeline.Registration;

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
        int events = (await File.ReadAllLinesAsync(Of("whole", strategy, "events.jsonl"), TestContext.Current.CancellationToken)).Length;
        // Stopped again and again, every few events: between steps, within rows of answers and within phases.
        for (int after = events / 4; after < 2 * events; after += events / 4)
            if (await Run(strategy, "halting", after % events / 2 + 3)) break;

        if (!File.Exists(Of("halting", strategy, "result.json"))) (await Run(strategy, "halting", int.MaxValue)).Should().BeTrue();
        resumed.Should().BeGreaterThan(1);
        Bits("halting").Should().BeEquivalentTo(Bits("whole"));
        Directory.Exists(Of("halting", strategy, "paused")).Should().BeFalse();
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    /// <summary>Does the run until so many events were heard.</summary>
    /// <returns>Whether it came to its end.</returns>
    private async Task<bool> Run(string strategy, string folder, int most)
    {
        CompareSettings settings = CompareSettings.ForEmbedded();
        (settings.Strategies, settings.Order, settings.TrainLimit, settings.TestLimit, settings.Unseen) = ([strategy], ["place", "time"], 32, 4, ["colour"]);
        (settings.Training.Epochs, settings.Evaluation.WithinEvery, settings.Out) = (2, 1, Path.Combine(root, folder));
        settings.Lora = settings.Lora with { Rank = 2, Dropout = 0.1 };
        using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), settings);
        using var stop = new CancellationTokenSource();
        await using ComparisonRun run = job.Start(stop.Token);
        int heard = 0;
        await foreach (StrategyEvent e in run.Events)
        {
            if (++heard == most) await stop.CancelAsync();
            if (e.Event is RunStarted { Resumed: true }) resumed++;
        }
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
        .ToDictionary(f => Path.GetRelativePath(Path.Combine(root, folder), f), f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))));
}
