using System.Text.Json;

namespace Kif.Pipeline.Tests.Studies;

/// <summary>The experiments of <c>kif study</c> at their small size.</summary>
public sealed class StudyTests(StudyTests.Once once) : IClassFixture<StudyTests.Once>
{
    private StudyResult Result => once.Result;

    [Fact]
    public void Every_decomposition_leaves_the_adapter_as_it_is_bit_for_bit()
    {
        Result.Preservation.Select(p => p.Decomposer).Distinct().Should().Contain(["rank", "matrix"]);
        Result.Preservation.Should().OnlyContain(p => p.Differing == 0 && p.Moved > p.Elements / 2);
    }

    [Theory]
    [InlineData("mixed")]
    [InlineData("first-order")]
    public void The_estimators_of_KIF_rank_what_matters_far_above_chance(string estimator)
    {
        EstimatorResult kif = Result.Identification.Single(e => e.Estimator == estimator), random = Result.Identification.Single(e => e.Estimator == "random");
        kif.OverRank.Mean.Should().BeGreaterThan(random.OverRank.Mean + 0.2);
        kif.OverMatrix.Mean.Should().BeGreaterThan(random.OverMatrix.Mean + 0.2);
    }

    [Fact]
    public void Every_estimator_and_fuser_of_the_catalog_is_studied_with_every_seed_and_controls_are_at_chance()
    {
        KifCatalog catalog = KifServices.BuiltIn();
        string[] Names(ComponentKind kind) => [.. catalog.Components.Where(c => c.Kind == kind).Select(c => c.Name)];
        Result.Identification.Select(e => e.Estimator).Should().Equal(Names(ComponentKind.Estimator));
        Result.Identification.Should().OnlyContain(e => e.Rank.Count == 3 && e.Matrix.Count == 3 && e.Rank.Concat(e.Matrix).All(a => a >= 0 && a <= 1));
        Result.Identification.Single(e => e.Estimator == "random").OverRank.Mean.Should().BeApproximately(0.5, 0.15);
        foreach (var tasks in Result.Fusion.GroupBy(f => f.Tasks)) tasks.Select(f => f.Fuser).Should().Equal(Names(ComponentKind.Fuser));
    }

    [Theory]
    [InlineData("adaptive")]
    [InlineData("threshold")]
    public void Fusing_keeps_more_of_the_first_task_than_taking_the_new_weights_and_more_of_the_second_than_keeping_the_old_ones(string fuser)
    {
        FuserResult Of(string name) => Result.Fusion.Single(f => f.Tasks == "planted tasks" && f.Fuser == name);
        Of(fuser).OfFirst.Mean.Should().BeGreaterThan(Of("take-current").OfFirst.Mean);
        Of(fuser).OfSecond.Mean.Should().BeGreaterThan(Of("take-previous").OfSecond.Mean);
    }

    /// <summary>The study asks all fusers after one training; strategies would each train anew.</summary>
    [Theory]
    [InlineData("adaptive")]
    [InlineData("threshold")]
    [InlineData("element-masks")]
    public void What_a_fuser_is_studied_with_is_what_the_strategy_with_that_fuser_comes_to(string fuser)
    {
        KifCatalog catalog = KifServices.BuiltIn();
        StudyRun Run() => StudyRun.Planted([.. Enumerable.Range(0, 2).Select(set => new PlantedTask(new RandomStream((ulong)set), set))], StudySize.Small, 1);
        using var panel = new FuserPanel(new StudyComponents(catalog).All<IKnowledgeFuser>());
        Run().Learn(FusionStudy.Composed(new StudyComponents(catalog), panel), 1, TestContext.Current.CancellationToken).Dispose();
        StrategyComposition strategy = new StrategyComposer(catalog).Choose("kif-lora", [KeyValuePair.Create("fuse", fuser)]).Compose();
        using ContinualLearner learner = Run().Learn(strategy, 1, TestContext.Current.CancellationToken);
        learner.Weights.data<float>().ToArray().Should().Equal(panel.Fused[fuser].data<float>().ToArray());
    }

    [Fact]
    public void Its_files_hold_what_it_returned()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(once.Folder, "study.json")));
        json.RootElement.GetProperty("fusion").GetArrayLength().Should().Be(Result.Fusion.Count);
        string text = File.ReadAllText(Path.Combine(once.Folder, "study.md"));
        foreach (StudyTable table in StudyReport.Tables(Result)) text.Should().Contain(table.Question);
    }

    [Fact]
    public void A_run_without_seeds_is_refused() =>
        FluentActions.Invoking(() => StudyJob.Run(KifServices.BuiltIn(), new() { Seeds = [] }, cancellation: TestContext.Current.CancellationToken))
            .Should().Throw<CompositionException>().WithMessage("*study.seeds*");

    /// <summary>One run for all tests.</summary>
    public sealed class Once : IDisposable
    {
        public Once() => Result = StudyJob.Run(KifServices.BuiltIn(), new() { Out = Folder });

        public string Folder { get; } = Path.Combine(Path.GetTempPath(), "kif-study-" + Guid.NewGuid().ToString("n"));

        internal StudyResult Result { get; }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
