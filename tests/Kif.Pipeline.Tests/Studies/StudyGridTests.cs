using System.Text.Json;
using Kif.Tests.Statistics;

namespace Kif.Pipeline.Tests.Studies;

/// <summary>The grids of the studies by name, and what is said of their results.</summary>
public sealed class StudyGridTests
{
    public static TheoryData<string> OnTheEmbeddedStream =>
        [.. Kif.Studies.All.Where(s => s.Start(StudySize.Small).Model == CompareSettings.Embedded && s.Streams.All(t => t.Family is null)).Select(s => s.Name)];

    [Fact]
    public void Models_of_a_study_are_pretrained_once_and_every_arm_can_be_run_on_each()
    {
        Study study = Kif.Studies.Get("architectures");
        string folder = Directory.CreateTempSubdirectory("kif-study-").FullName;
        try
        {
            var told = new List<string>();
            StudyModels.Pretrain(study, StudySize.Small, folder, told.Add, TestContext.Current.CancellationToken);
            told.Where(t => t.StartsWith("Pretraining", StringComparison.Ordinal)).Should().HaveCount(5);
            StudyModels.Pretrain(study, StudySize.Small, folder, _ => throw new InvalidOperationException(), TestContext.Current.CancellationToken);
            foreach (StudyStream stream in study.Streams)
            {
                using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), study.SettingsOf(stream, StudySize.Small, folder) with { Out = null });
                job.Grid.Should().HaveCount(study.Arms.Count * 2);
                job.Comparison.Models.Create(TrainedWeights.Adapter).Dispose();
            }
            study.SettingsOf(study.Streams[0], StudySize.Full, folder).Model.Should().Be(CompareSettings.Embedded, "it has the budget of the others");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(OnTheEmbeddedStream))]
    public void Every_arm_can_be_run_and_the_full_size_has_its_orders_and_seeds(string name)
    {
        Study study = Kif.Studies.Get(name);
        foreach (StudyStream stream in study.Streams)
        {
            CompareSettings settings = study.SettingsOf(stream, StudySize.Full, "unused");
            using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), settings with { Out = null });
            job.Grid.Should().HaveCount(study.Arms.Count * study.Runs.Orders * study.Runs.Seeds);
            job.Grid.Select(r => r.Order).Distinct().Should().HaveCount(study.Runs.Orders);
            job.Comparison.Grid.Where(job.IsCopy).Should().BeEmpty("each arm is another composition");
        }
    }

    [Fact]
    public void An_unknown_study_is_refused_with_the_names_of_all() =>
        FluentActions.Invoking(() => Kif.Studies.Get("nothing")).Should().Throw<CompositionException>()
            .WithMessage("*'nothing'*normalization, thresholds, real*");

    [Theory]
    [InlineData(8, "better: shown to be above plain. None: shown to be below plain.")]
    [InlineData(-8, "None: shown to be above plain. better: shown to be below plain.")]
    [InlineData(0, "None: shown to be above plain. None: shown to be below plain.")]
    public void The_answer_is_what_the_statistics_show(int more, string answer)
    {
        var study = new Study("s", "Is it?", "No.")
        {
            Arms = [new("plain", "seq-lora"), new("better", "kif-lora", "fuse=average")], Baseline = "plain", Streams = [new("only", ["a", "b"])],
        };
        ComparisonResult result = Grid.OfScores(from order in Enumerable.Range(1, 6)
                                                from seed in new long[] { 1, 2 }
                                                from arm in study.Arms
                                                select (arm.Name, order, seed, 50 + 3 * order + (int)seed + (arm.Name == "plain" ? 0 : more)))
            with { Baseline = "plain" };

        StreamFindings findings = StudyFindings.Of(study, [(study.Streams[0], result)]).Streams[0];

        findings.Answer.Should().StartWith(answer);
        findings.Arms[1].Ap!.Difference.Mean.Should().BeApproximately(more, 1e-9);
        findings.Arms[1].Cells().Should().HaveSameCount(ArmFindings.Columns("plain"));
    }

    [Fact]
    public void Findings_are_written_for_people_and_for_programs()
    {
        var study = new Study("s", "Is it?", "No.")
        {
            Arms = [new("plain", "seq-lora"), new("tau-25", "kif-lora", "fuse=adaptive") { Place = ("adaptive", 0.25), IsPublished = true }],
            Baseline = "plain", Streams = [new("only", ["a", "b"])],
        };
        ComparisonResult result = Grid.OfScores(from order in Enumerable.Range(1, 3)
                                                from arm in study.Arms
                                                select (arm.Name, order, 1L, 50 + 3 * order)) with { Baseline = "plain" };
        string folder = Directory.CreateTempSubdirectory("kif-study-").FullName;
        try
        {
            StudyFindings findings = StudyFindings.Of(study, [(study.Streams[0], result)]) with
                { More = [new("What else?", ["arm", "number"], [["tau-25", "0.950"]], ["A note."])] };
            string file = findings.Write(folder, "kif study s");

            File.ReadAllText(file).Should().Contain("# Is it?").And.Contain("## What else?\n\n| arm | number |\n|---|---:|\n| tau-25 | 0.950 |\n\nA note.");
            JsonElement json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "study.json"))).RootElement;
            json.GetProperty("command").GetString().Should().Be("kif study s");
            JsonElement arm = json.GetProperty("streams")[0].GetProperty("arms")[1];
            arm.GetProperty("isPublished").GetBoolean().Should().BeTrue();
            arm.GetProperty("metrics").GetProperty("ap").GetProperty("mean").GetDouble().Should().BeApproximately(56, 1e-9);
            arm.GetProperty("overOrders").GetProperty("ap").GetProperty("low").GetDouble().Should().BeLessThan(56);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Too_few_runs_give_no_answer() => StudyFindings.Of(
            new("s", "Is it?", "No.") { Arms = [new("a", "a"), new("b", "b")], Baseline = "a", Streams = [] },
            [(new("only", ["a", "b"]), Grid.OfScores([("a", 1, 1, 50), ("b", 1, 1, 90)]))]).Markdown("kif study s")
        .Should().Contain("No answer: not comparable").And.Contain("Expected before: No.");
}
