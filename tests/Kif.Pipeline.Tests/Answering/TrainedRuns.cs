namespace Kif.Pipeline.Tests.Answering;

/// <summary>A small comparison of strategies that keep their weights in different ways; done once.</summary>
public sealed class TrainedRuns : IAsyncLifetime
{
    internal static readonly string[] Strategies = ["seq-lora", "seq-full", "per-task", "inc-lora", "o-lora", "gainlora"];

    /// <summary>Its folder; not to be changed.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("kif-answers-").FullName;

    public string Of(string strategy) => Path.Combine(Folder, strategy, RunKey.FirstOrder, "seed-1");

    public async ValueTask InitializeAsync()
    {
        CompareSettings usual = CompareSettings.ForEmbedded();
        using CompareJob job = CompareJob.Prepare(new StrategyComposer(KifServices.BuiltIn()), usual with
        {
            Strategies = Strategies, Order = ["place", "time"], TrainLimit = 48, TestLimit = 8, Out = Folder,
            Training = usual.Training with { Epochs = 2 }, Lora = usual.Lora with { Rank = 4 },
        });
        await using ComparisonRun run = job.Start();
        job.Finish(await run.Completion);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
