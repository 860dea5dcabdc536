namespace Kif.Pipeline.Tests.Experiments;

/// <summary>Whoever reads a comparison judges it by the metric that scored it.</summary>
public sealed class MetricOfRunsTests : IDisposable
{
    private static readonly KifCatalog Catalog = KifServices.BuiltIn().AddMetric<Lenient, LenientOptions>("lenient", "A part of the points for any answer");
    private static readonly StrategyComposer Composer = new(Catalog);
    private readonly string folder = Directory.CreateTempSubdirectory("kif-metric-").FullName;

    [Fact]
    public async Task What_follows_from_runs_is_judged_by_their_own_metric_whoever_writes_it()
    {
        await Run(folder);
        string written = File.ReadAllText(Path.Combine(folder, "report.md"));

        written.Should().MatchRegex(@"\| seq-lora \| [\d.]+ \| [\d.]+ \| – \| [\d.]+ \|", "the noise of the test set is known by this metric only");
        VerifyJob.Verify(Composer, folder).Discrepancies.Should().BeEmpty();
        CollectJob.Collect(Composer, [folder]).Missing.Should().BeEmpty();
        File.ReadAllText(Path.Combine(folder, "report.md")).Should().Be(written);
        SavedComparison saved = SavedComparison.Read(folder, Composer);
        saved.Result.Metric!.Name.Should().Be("lenient");
        (saved.Description.Metric.Use, saved.Description.Metric.Settings.Single()).Should().Be(("lenient", new KeyValuePair<string, string>("points", "30")));
        SavedComparison.Read(folder).Result.Metric.Should().BeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_outcome_carries_the_metric_that_scored_it(bool written)
    {
        ComparisonResult all = await Run(written ? folder : null);

        all.Metric!.Name.Should().Be("lenient");
        ComparisonStatistics.Of(all).Noise.Should().NotContain(n => double.IsNaN(n.TestSet), "the default metric, exact match, did not score these runs");
        if (written) JsonReport.Write(all).Should().Be(File.ReadAllText(Path.Combine(folder, "results.json")));
    }

    [Fact]
    public void A_search_is_never_left_out_silently()
    {
        CompareSettings settings = Settings() with { Out = null, Tune = 2 };

        FluentActions.Invoking(() => CompareJob.Prepare(KifServices.BuiltIn(), settings)).Should().Throw<CompositionException>()
            .WithMessage("compare.tune is 2*TuneJob*");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<ComparisonResult> Run(string? output)
    {
        using CompareJob job = CompareJob.Prepare(Catalog, Settings() with { Out = output });
        await using ComparisonRun run = job.Start(TestContext.Current.CancellationToken);
        return job.Finish(await run.Completion);
    }

    /// <summary>Three seeds, so that noise is told apart.</summary>
    private CompareSettings Settings()
    {
        CompareSettings usual = CompareSettings.ForEmbedded();
        return usual with
        {
            Strategies = ["seq-lora"], Order = ["place"], Seeds = [1, 2, 3], TrainLimit = 16, TestLimit = 12, Training = usual.Training with { Epochs = 1 },
            Metric = ComponentChoice.Of("lenient"), Set = ["metric.points=30"], Out = folder,
        };
    }

    private sealed class LenientOptions
    {
        public double Points { get; set; }
    }

    private sealed class Lenient(LenientOptions options) : ITaskMetric
    {
        public string Name => "lenient";

        public double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) =>
            predictions.Zip(examples, (p, e) => p == e.Target ? 100 : options.Points).Average();
    }
}
