using Kif.Tests;

namespace Kif.Pipeline.Tests.Grids;

/// <summary>Runs that compute the same under two names are computed once.</summary>
public sealed class CopiedRunTests : IDisposable
{
    private readonly TinyGrid grid = new();

    public void Dispose() => grid.Dispose();

    [Fact]
    public async Task Equal_runs_are_computed_once_and_copied_and_verify_compares_them()
    {
        // The default of fuse, said: the composition is the same. Another learning rate makes another run.
        CompareSettings settings = grid.Settings("kif-lora", "said=kif-lora", "other=kif-lora") with
        {
            Seeds = [1, 2], Set = ["said.fuse=adaptive"], OwnLearningRates = new Dictionary<string, double> { ["other"] = 0.01 },
        };
        (ComparisonResult result, List<RunEvent> events) = await TinyGrid.Run(settings);

        result.Runs.Where(r => r.CopyOf is not null).Select(r => (r.Key, r.CopyOf)).Should().Equal(
            (new RunKey("said", "order-1", 1), new RunKey("kif-lora", "order-1", 1)), (new RunKey("said", "order-1", 2), new RunKey("kif-lora", "order-1", 2)));
        events.OfType<StepFinished>().Select(s => s.Run!.Strategy).Distinct().Should().Equal("kif-lora", "other");
        events.OfType<RunFinished>().Where(f => f.CopyOf is not null).Select(f => f.Run!.Strategy).Should().Equal("said", "said");
        ResultWarnings.Of(result).Should().Contain("said computes the same as kif-lora: its 2 runs were copied, not computed again")
            .And.NotContain(w => w.Contains("said and") || w.Contains("and said"));
        foreach (string file in Directory.EnumerateFiles(Of("kif-lora"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Of("kif-lora"), f)))
        {
            byte[] own = File.ReadAllBytes(Path.Combine(Of("said"), file)), other = File.ReadAllBytes(Path.Combine(Of("kif-lora"), file));
            if (file is not (RunFiles.Result or RunFiles.Events)) own.Should().Equal(other, file);
        }
        File.ReadLines(Path.Combine(Of("said"), RunFiles.Events)).Select(EventLines.Read).Should().NotBeEmpty().And
            .OnlyContain(e => e!.Run == new RunKey("said", "order-1", 1));
        VerifyJob.Verify(new(KifServices.BuiltIn()), grid.Folder).Discrepancies.Should().BeEmpty();

        SealedFile.Change(Path.Combine(Of("said"), RunFiles.Result), json => json["copyOf"]!["seed"] = 2);
        VerifyJob.Verify(new(KifServices.BuiltIn()), grid.Folder).Discrepancies.Should().ContainSingle(d =>
            d.Message == "it says that it is a copy of kif-lora, order-1, seed 2, which has other files or another configuration");
    }

    [Fact]
    public async Task A_copy_is_what_computing_it_gives()
    {
        await TinyGrid.Run(grid.Settings("kif-lora", "again=kif-lora"));
        IReadOnlyList<ReproductionResult> outcome = await ReproduceJob.RunAsync(
            new(KifServices.BuiltIn()), null, grid.Folder, [1], cancellation: TestContext.Current.CancellationToken);
        outcome.Should().ContainSingle().Which.Differences.Should().BeEmpty();
        outcome[0].Run.Strategy.Should().Be("again");
    }

    [Fact]
    public async Task A_later_call_copies_from_what_is_done_and_a_damaged_run_is_not_copied()
    {
        await TinyGrid.Run(grid.Settings("seq-lora"));
        (ComparisonResult second, List<RunEvent> events) = await TinyGrid.Run(grid.Settings("second=seq-lora"));
        events.OfType<StepFinished>().Should().BeEmpty();
        second.Runs.Select(r => r.CopyOf?.Strategy).Should().Equal(null, "seq-lora");

        File.AppendAllText(Path.Combine(Of("second"), RunFiles.Steps), "\n");
        File.AppendAllText(Path.Combine(Of("seq-lora"), RunFiles.Steps), "\n");
        using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), grid.Settings("third=seq-lora"));
        await using ComparisonRun run = job.Start(TestContext.Current.CancellationToken);
        StrategyRun third = (await run.Completion).Runs.Should().ContainSingle().Subject;
        third.CopyOf.Should().BeNull();
        TinyGrid.Answers(third, 3).Should().Equal(TinyGrid.Answers(second.Runs[0], 3));
    }

    [Fact]
    public async Task Without_a_folder_they_are_computed_once_too()
    {
        (ComparisonResult result, List<RunEvent> events) = await TinyGrid.Run(grid.Settings("seq-lora", "again=seq-lora", "replay") with { Out = null });
        events.OfType<StepFinished>().Select(s => s.Run!.Strategy).Distinct().Should().Equal("seq-lora", "replay");
        result.Runs.Select(r => (r.Strategy, r.CopyOf?.Strategy)).Should().Equal(("seq-lora", null), ("again", "seq-lora"), ("replay", null));
        result.Runs[1].Predictions.Should().BeSameAs(result.Runs[0].Predictions);
    }

    [Fact]
    public void An_events_line_tells_of_which_run_it_is_a_copy()
    {
        RunFinished copied = new(new(["a"]), 1) { Run = new("again", "order-1", 1), CopyOf = new("seq-lora", "order-1", 1) };
        ((RunFinished)EventLines.Read(EventLines.Write(copied))!).CopyOf.Should().Be(copied.CopyOf);
        EventLines.Write(copied with { CopyOf = null }).Should().NotContain("copyOf");
    }

    private string Of(string strategy) => RunFolder.PathOf(grid.Folder, new(strategy, "order-1", 1));
}
