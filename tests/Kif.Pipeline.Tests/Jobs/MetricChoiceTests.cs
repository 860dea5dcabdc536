using System.Text.Json;
using Kif.Models;
using Kif.Tests.Streams;

namespace Kif.Tests.Jobs;

/// <summary>Metrics from their names to the numbers of a run.</summary>
public sealed class MetricChoiceTests : IDisposable
{
    private readonly DataFolder folder = new();

    public static TheoryData<string> Metrics => [.. KifServices.BuiltIn().Components.Where(c => c.Kind == ComponentKind.Metric).Select(c => c.Name)];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_metric_is_registered_under_its_own_name()
    {
        KifCatalog catalog = KifServices.BuiltIn();
        foreach (string name in Metrics.Select(m => m.Data))
        {
            ComponentDefinition definition = catalog.Component(ComponentKind.Metric, name);
            ((ITaskMetric)definition.Create(Activator.CreateInstance(definition.OptionsType)!)).Name.Should().Be(name);
        }
        Metrics.Select(m => m.Data).Should().Contain(Enum.GetValues<RougeVariant>().Select(v => new RougeMetric(v).Name))
            .And.Contain(Enum.GetValues<ExactMatchRule>().Select(r => new ExactMatch(r).Name)).And.Contain("joint-goal-accuracy");
    }

    [Theory, MemberData(nameof(Metrics))]
    public async Task A_run_is_scored_by_the_metric_of_that_name(string name)
    {
        ComparisonResult result = await Run(new() { Metric = ComponentChoice.Of(name) });
        Example[] examples = [.. Task().Test];
        ComponentDefinition definition = KifServices.BuiltIn().Component(ComponentKind.Metric, name);
        var metric = (ITaskMetric)definition.Create(Activator.CreateInstance(definition.OptionsType)!);
        StrategyRun run = result.Runs.Single();
        string[] Answers(int after) => [.. run.Predictions.Where(p => p.After == after).Select(p => p.Answer)];
        run.Matrix.Untrained(0).Should().Be(metric.Score(Answers(0), examples));
        run.Matrix[0, 0].Should().Be(metric.Score(Answers(1), examples));
        run.Predictions[0].References.Should().Equal("in a house", "inside");
        run.Predictions[1].References.Should().BeNull();
    }

    [Fact]
    public async Task Options_of_the_metric_change_scores()
    {
        folder.With("train/a.json", """[{"input": "where are you", "output": "running houses"}]""")
            .With("test/a.json", """[{"input": "where are you", "output": "runs"}]""");
        async Task<double> Score(params string[] set) =>
            (await Run(new() { Metric = ComponentChoice.Of("rouge-1"), Set = set, Evaluation = new() { AnswerBy = AnswerMode.Likelihood } },
            write: false)).Runs[0].Matrix[0, 0];
        (await Score()).Should().BeApproximately(200.0 / 3, 1e-9);
        (await Score("metric.stem=false")).Should().Be(0);
    }

    [Fact]
    public async Task Settings_and_references_are_in_the_files_of_the_run()
    {
        string output = Path.Combine(folder.Path, "out");
        var settings = new CompareSettings
            { Metric = ComponentChoice.Of("rouge-lsum"), Out = output, Evaluation = new()
            { AnswerBy = AnswerMode.Likelihood, Likelihood = LikelihoodForm.PerByte } };
        settings.Metric.Settings["stem"] = "false";
        await Run(settings);
        using JsonDocument run = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "run.json")));
        run.RootElement.GetProperty("settings").GetProperty("metric").GetString().Should().Be("rouge-lsum stem=false");
        JsonElement[] predictions = [.. File.ReadLines(Path.Combine(output, "seq-lora", "order-1", "seed-1", "predictions.jsonl"))
            .Select(l => JsonDocument.Parse(l).RootElement)];
        predictions[0].GetProperty("references").GetArrayLength().Should().Be(2);
        predictions[1].TryGetProperty("references", out _).Should().BeFalse();
        predictions.Should().OnlyContain(p => Task().Labels.Contains(p.GetProperty("answer").GetString()!));
    }

    [Theory]
    [InlineData("rougel", "compare.metric: no Metric is named 'rougel'; did you mean 'rouge-l'?*")]
    [InlineData("exact-mach", "compare.metric: no Metric is named 'exact-mach'; did you mean 'exact-match'?*joint-goal-accuracy*")]
    [InlineData("f1", "compare.metric is 'f1', of which there are several: rouge-1 is the F1 *")]
    [InlineData("rouge-l", "compare.metric(rouge-l).stem is 'maybe', which is no true or false", "metric.stem=maybe")]
    [InlineData("rouge-l", "no option of 'compare.metric(rouge-l)' is named 'stm'; did you mean 'stem'?*", "metric.stm=true")]
    public void What_is_wrong_is_told_before_any_work(string metric, string message, params string[] set) =>
        FluentActions.Invoking(() => CompareJob.Prepare(KifServices.BuiltIn(), new() { Metric = ComponentChoice.Of(metric), Set = set }))
            .Should().Throw<CompositionException>().WithMessage(message);

    [Theory]
    [InlineData("accuracy")]
    [InlineData("acc")]
    [InlineData("EM")]
    [InlineData("exact_match")]
    public void Exact_match_is_known_by_other_names_too(string name)
    {
        using var job = CompareJob.Prepare(KifServices.BuiltIn(), new() { TrainLimit = 4, TestLimit = 2, Metric = ComponentChoice.Of(name) });
        (job.Comparison.Metric.Name, job.Settings.Metric.Use).Should().Be(("exact-match", "exact-match"));
    }

    [Fact]
    public void A_registered_metric_keeps_its_name()
    {
        KifCatalog kif = KifServices.BuiltIn().AddMetric<Mine>("accuracy", "mine");
        using var job = CompareJob.Prepare(kif, new() { TrainLimit = 4, TestLimit = 2, Metric = ComponentChoice.Of("accuracy") });
        job.Comparison.Metric.Should().BeOfType<Mine>();
    }

    [Theory]
    [InlineData("bf16", "bfloat16")]
    [InlineData("fp16", "float16")]
    [InlineData("fp32", "float32")]
    [InlineData("bfloat16", "bfloat16")]
    [InlineData("fp8", "fp8")]
    public void A_type_is_known_by_its_short_name_too(string name, string type) => new ComputeSettings { Precision = name }.Precision.Should().Be(type);

    private sealed class Mine : ITaskMetric
    {
        public Mine() { }

        public string Name => "accuracy";

        public double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) => 0;
    }

    [Fact]
    public void A_task_without_dialogues_is_refused_before_any_work() =>
        FluentActions.Invoking(
        () => CompareJob.Prepare(KifServices.BuiltIn(), new() { Metric = ComponentChoice.Of(new JointGoalAccuracy().Name), TrainLimit = 4, TestLimit = 2 }))
            .Should().Throw<CompositionException>().WithMessage("task 'place', example * has no dialogue, turn and slot*");

    [Fact]
    public void What_is_scored_otherwise_than_usual_is_said()
    {
        using var usual = CompareJob.Prepare(KifServices.BuiltIn(), new() { TrainLimit = 4, TestLimit = 2 });
        usual.Headline.Should().EndWith("model: embedded");
        using var other = CompareJob.Prepare(KifServices.BuiltIn(), new()
            { TrainLimit = 4, TestLimit = 2, Metric = ComponentChoice.Of("rouge-2"), Evaluation = new() { AnswerBy = AnswerMode.Likelihood } });
        other.Headline.Should().EndWith("model: embedded; likeliest answers, scored with rouge-2");
    }

    private LearningTask Task()
    {
        folder.With("train/a.json",
            """[{"input": "where is the cat", "output": ["in a house", "inside"]}, {"input": "where is the dog", "output": "outside"}]""")
            .With("test/a.json",
                """[{"input": "where is the cat now", "output": ["in a house", "inside"]}, {"input": "where is the dog now", "output": "outside"}]""")
            .With("test/a.idx", "f|||d|||0|||none|||s|||cat\nf|||d|||0|||none|||s|||dog\n");
        return TaskFolder.Open(folder.Path).Load(["a"]).Tasks[0];
    }

    private async Task<ComparisonResult> Run(CompareSettings settings, bool write = true)
    {
        if (write) Task();
        settings = settings with
        {
            Data = folder.Path, Strategies = ["seq-lora"], Training = new() { Epochs = 1 }, Evaluation = settings.Evaluation with { MaxNewTokens = 3 },
        };
        using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), settings);
        await using ComparisonRun run = job.Start(TestContext.Current.CancellationToken);
        ComparisonResult result = await run.Completion;
        job.Finish(result);
        return result;
    }
}
