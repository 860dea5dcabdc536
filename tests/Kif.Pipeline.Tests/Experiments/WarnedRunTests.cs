namespace Kif.Pipeline.Tests.Experiments;

/// <summary>What a strategy warns of is in every file and report of its runs, and outlasts a pause.</summary>
public sealed class WarnedRunTests : IDisposable
{
    private const string OneStep = "the task has 1 optimizer step, which importance leaves out";
    private readonly string root = Directory.CreateTempSubdirectory("kif-warned-").FullName;

    [Fact]
    public async Task Warnings_are_in_every_file_and_report_though_the_run_was_stopped()
    {
        ComparisonResult? result = null;
        for (int tasks = 1; result is null; tasks++) result = await Run(stopAfter: tasks);
        StrategyRun run = result.Runs.Single();
        run.Warnings.Keys.Should().Equal("place", "time", "colour");
        run.Warnings.Values.Should().OnlyContain(w => w.Single().StartsWith(OneStep));

        SavedComparison saved = SavedComparison.Read(root);
        saved.Result.Runs.Single().Warnings.Should().BeEquivalentTo(run.Warnings);
        string own = Path.Combine(root, "kif-lora", RunKey.FirstOrder, "seed-1");
        File.ReadAllLines(Path.Combine(own, RunFiles.Events)).Count(l => l.Contains("\"warnings\":{\"kif\":[\"" + OneStep)).Should().Be(3);
        File.ReadAllText(Path.Combine(own, RunFiles.Result)).Should().Contain("\"warnings\": {");

        string[] told = [.. ResultWarnings.Of(saved.Result).Where(w => w.StartsWith("kif-lora, "))];
        told.Should().HaveCount(2, "the second and third task differ in numbers only");
        told[0].Should().StartWith("kif-lora, task 'place': " + OneStep);
        told[1].Should().StartWith("kif-lora, in 2 of 3 tasks ('time', 'colour'): " + OneStep);
        MarkdownReport.Write(saved.Result).Should().ContainAll(told);
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(JsonReport.Write(saved.Result));
        json.RootElement.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()).Should().Contain(told);
        json.RootElement.GetProperty("runs")[0].GetProperty("warnings").GetProperty("time")[0].GetString().Should().StartWith(OneStep);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    /// <summary>Does the run, or goes on with it, until so many tasks were learned in all.</summary>
    private async Task<ComparisonResult?> Run(int stopAfter)
    {
        CompareSettings usual = CompareSettings.ForEmbedded();
        using var stop = new CancellationTokenSource();
        using CompareJob job = CompareJob.Prepare(new StrategyComposer(KifServices.BuiltIn()), usual with
        {
            Strategies = ["kif-lora"], Order = ["place", "time", "colour"], TrainLimit = 16, TestLimit = 4, Out = root,
            Training = usual.Training with { Epochs = 1, BatchSize = 16 }, Lora = usual.Lora with { Rank = 2 },
        });
        await using ComparisonRun run = job.Start(stop.Token);
        await foreach (RunEvent e in run.Events)
            if (e is TaskLearned learned && learned.Index + 1 >= stopAfter) stop.Cancel();
        try
        {
            ComparisonResult result = await run.Completion;
            job.Finish(result);
            return result;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
