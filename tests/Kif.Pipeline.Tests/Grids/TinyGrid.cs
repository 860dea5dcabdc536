using Kif.Pipeline.Tests.MachineLearning;

namespace Kif.Pipeline.Tests.Grids;

/// <summary>Comparisons of a tiny model in a folder, for runs of a second.</summary>
public sealed class TinyGrid : IDisposable
{
    private readonly TinyModel tiny = new();

    internal string Folder => Of("out");

    internal CompareSettings Settings(params string[] strategies) => new()
    {
        Model = tiny.Folder, Strategies = strategies, Order = ["place", "time", "colour"], TrainLimit = 8, TestLimit = 4, Threads = 1, Out = Folder,
        Training = new() { Epochs = 1, BatchSize = 4 }, Evaluation = new() { MaxNewTokens = 2 },
    };

    internal string Of(string name) => Path.Combine(tiny.Root, name);

    internal static async Task<(ComparisonResult Result, List<RunEvent> Events)> Run(CompareSettings settings)
    {
        using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), settings);
        await using ComparisonRun run = job.Start(TestContext.Current.CancellationToken);
        var events = new List<RunEvent>();
        await foreach (RunEvent e in run.Events) events.Add(e);
        return (job.Finish(await run.Completion), events);
    }

    /// <summary>Everything that was answered under some number of learned tasks, in order.</summary>
    internal static string[] Answers(StrategyRun run, int after) =>
        [.. run.Predictions.Where(p => p.After == after).Select(p => $"{p.Task}/{p.Id}: {p.Answer}")];

    public void Dispose() => tiny.Dispose();
}
