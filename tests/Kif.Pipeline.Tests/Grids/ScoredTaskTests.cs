using System.Text.Json;
using Kif.Pipeline.Tests.Experiments;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Grids;

/// <summary>Which tasks are scored after each one changes no score and no weight, and metrics that lack scores are absent with the reason.</summary>
public sealed class ScoredTaskTests : IDisposable
{
    private readonly TinyGrid grid = new();

    public void Dispose() => grid.Dispose();

    [Theory]
    [InlineData(ScoredTasks.All, "111/111/111/111")]
    [InlineData(ScoredTasks.Next, "111/110/111/111")]
    [InlineData(ScoredTasks.Seen, "000/100/110/111")]
    public async Task Only_what_was_asked_for_is_scored_and_the_rest_stays_the_same(ScoredTasks score, string cells)
    {
        CompareSettings all = grid.Settings("seq-lora", "joint") with { Out = null, Unseen = ["elsewhere"] };
        (ComparisonResult whole, _) = await TinyGrid.Run(all);
        (ComparisonResult some, _) = await TinyGrid.Run(all with { Evaluation = all.Evaluation with { Score = score } });
        PerformanceMatrix matrix = some.Runs[0].Matrix, full = whole.Runs[0].Matrix;

        string Row(int l) => string.Concat(RunFiles.Row(matrix, l).Select(v => double.IsNaN(v) ? '0' : '1'));
        string.Join('/', Enumerable.Range(-1, 4).Select(Row)).Should().Be(cells);
        foreach ((StrategyRun run, StrategyRun other) in some.Runs.Zip(whole.Runs))
        {
            run.Predictions.Should().BeSubsetOf(other.Predictions).And.NotBeEmpty();
            run.Unseen!.Rows.Select(r => r[0]).Should().Equal(other.Unseen!.Rows.Select(r => r[0]), "tasks that are never trained are scored in any case");
        }
        for (int l = 0; l < 3; l++) matrix[l, l].Should().Be(full[l, l]);
        foreach (RunMetric metric in RunMetrics.All.Where(m => m.Unit is "%" or "points"))
        {
            double value = metric.Of(some.Runs[0]), expected = metric.Of(whole.Runs[0]);
            if (score == ScoredTasks.Seen && metric.Name.StartsWith("fwt")) value.Should().Be(double.NaN, metric.Name);
            else value.Should().Be(expected, metric.Name);
        }
    }

    [Fact]
    public async Task A_metric_that_lacks_scores_is_absent_with_the_reason()
    {
        CompareSettings settings = grid.Settings("seq-lora");
        settings = settings with { Evaluation = settings.Evaluation with { Score = ScoredTasks.Seen } };
        (ComparisonResult result, _) = await TinyGrid.Run(settings);
        const string Reason = "No FWT, no FWT − untrained: tasks were scored from when they were learned on (--score seen), not before";

        AbsentMetrics.Sentence(result).Should().Be(Reason);
        string report = File.ReadAllText(Path.Combine(grid.Folder, RunFolder.ReportFile));
        report.Should().Contain(Reason + ".").And.NotContain("NaN").And.NotContain("| untrained |").And.Contain("| learning accuracy |");
        string text = File.ReadAllText(Path.Combine(grid.Folder, RunFolder.ResultsFile));
        text.Should().NotContain("NaN");
        JsonElement[] metrics = [.. JsonDocument.Parse(text).RootElement.GetProperty("metrics").EnumerateArray()];
        metrics.Where(m => m.TryGetProperty("absent", out _)).Select(m => m.GetProperty("name").GetString()).Should().Equal("fwt", "fwt-over-untrained");
        CsvReport.Runs(result).Should().Contain("seq-lora,order-1,1,fwt,%,\n");
        SavedComparison.Read(grid.Folder).Result.Score.Should().Be(ScoredTasks.Seen);
        VerifyJob.Verify(new(KifServices.BuiltIn()), grid.Folder).Discrepancies.Should().BeEmpty();
        Directory.Exists(Path.Combine(grid.Folder, UntrainedFiles.Name)).Should().BeFalse("no score of the untrained model is needed");

        (ComparisonResult all, _) = await TinyGrid.Run(grid.Settings("seq-lora") with { Out = grid.Of("all") });
        AbsentMetrics.Sentence(all).Should().BeNull();
        File.ReadAllText(Path.Combine(grid.Of("all"), RunFolder.ReportFile)).Should().Contain("FWT − untrained |").And.NotContain("--score");
    }

    [Theory]
    [InlineData("true", ScoredTasks.All)]
    [InlineData("false", ScoredTasks.Seen)]
    public async Task The_earlier_name_is_read_and_stands_for_the_same_runs(string said, ScoredTasks now)
    {
        string file = grid.Of("experiment.json");
        File.WriteAllText(file, $$"""{ "evaluation": { "unseenTasks": {{said}} }, "strategies": ["seq-lora"] }""");
        ExperimentFile.Read(file).Settings.Evaluation.Score.Should().Be(now);
        File.WriteAllText(file, """{ "evaluation": { "unseenTasks": 3 } }""");
        FluentActions.Invoking(() => ExperimentFile.Read(file)).Should().Throw<CompositionException>()
            .WithMessage("*evaluation.unseenTasks is evaluation.score now*");

        CompareSettings settings = grid.Settings("seq-lora");
        settings = settings with { Evaluation = settings.Evaluation with { Score = now } };
        await TinyGrid.Run(settings);
        string run = Path.Combine(grid.Folder, RunFolder.DescriptionName);
        SealedFile.Change(run, json =>
        {
            json["settings"]!.AsObject().Remove("evaluation.score").Should().BeTrue();
            json["settings"]!["evaluation.unseentasks"] = said;
        });
        RunFolder.DescriptionOf(grid.Folder).Score.Should().Be(now);
        VerifyJob.Verify(new(KifServices.BuiltIn()), grid.Folder).Discrepancies.Should().BeEmpty();
        (ComparisonResult again, List<RunEvent> events) = await TinyGrid.Run(settings with { Strategies = ["seq-lora", "replay"] });
        again.Runs.Should().HaveCount(2);
        events.OfType<RunFinished>().Select(f => f.Reused).Should().Equal(true, false);
    }

    [Fact]
    public void A_plan_counts_the_answers_that_are_asked_for()
    {
        CompareSettings settings = grid.Settings("seq-lora") with { Out = null };
        long Answers(ScoredTasks score)
        {
            using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), settings with { Evaluation = settings.Evaluation with { Score = score } });
            return PlanJob.Make(job).AnswersPerRun;
        }

        Answers(ScoredTasks.All).Should().Be(4 * 12);
        Answers(ScoredTasks.Next).Should().Be(4 * 11);
        Answers(ScoredTasks.Seen).Should().Be(4 * 6);
    }
}
