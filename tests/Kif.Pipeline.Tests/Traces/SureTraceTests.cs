using System.Text.Json;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>SuRe against its recorded run: what is stored and replayed, the trained weights, and their averages by both rules.</summary>
public sealed class SureTraceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false, "slow")]
    [InlineData(true, "slow_before_step")]
    public void The_trace_of_SuRe_is_followed_over_all_tasks(bool beforeStep, string slow)
    {
        using var trace = new Trace("baseline-traces", "sure");
        int Setting(string name) => trace.Settings.GetProperty(name).GetInt32();
        var options = new SureOptions
        {
            Every = Setting("replay_every"), BatchSize = Setting("replay_batch"), Momentum = trace.Settings.GetProperty("lambda_ema").GetDouble(),
            BeforeStep = beforeStep,
        };
        var buffer = new SurpriseBuffer(new() { Share = 1, MaxExamples = Setting("capacity") });
        var composition = new StrategyComposition(
            [new("sure", new SurpriseReplay(options, new InTurns())), new("ema", new EmaStrategy(options.Average))], buffer);
        BaselineTrace.Follow(trace, composition, output, (learner, task, _, check) =>
        {
            buffer.Contents.Select(m => m.Example.Id).Should().Equal(Stored(trace, task), "what is stored, the most surprising first");
            trace.Has($"task{task}.step15.{slow}.{learner.Model.Space.Parameters[0].Name}").Should().BeTrue();
            check.Weights(trace, learner.Model.Space, learner.Weights, $"task{task}.step15.{slow}.");
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void By_the_source_as_its_own_label_the_recorded_losses_and_choices_are_met(int task)
    {
        using var trace = new Trace("baseline-traces", "sure");
        using var scope = torch.NewDisposeScope();
        using ILanguageModel model = trace.Model();
        Tensor weights = task == 1 ? model.InitialWeights(new(1)) : trace.Flat(model.Space, $"task{task - 1}.step15.");
        var seen = new List<double>();
        var passes = new CountedPasses(new HeardLosses(model, seen.Add), trace.Encoder, new(), new RandomStream(1));
        JsonElement recorded = trace.Json.GetProperty($"task{task}");
        int quota = recorded.GetProperty("quota").GetInt32();
        var buffer = new SurpriseBuffer(new() { PerTask = quota, Score = SurpriseScore.SourceAsLabels });
        buffer.Prepare(new()
        {
            Task = "t", Index = 0, Train = [.. trace.Tasks[task - 1].Select(e => e.Example)], Weights = weights, Passes = passes, Random = new(1),
        });
        buffer.Contents.Select(m => m.Example.Id).Should().Equal(recorded.GetProperty("kept_if_source").EnumerateArray().Select(i => $"{task}/{i}"));
        var check = new TraceCheck();
        // The first pass asks what kind of model it is.
        check.Numbers(seen.Skip(1), trace.Numbers(task, "nll_source_before_official"), "loss of the source");
        output.WriteLine($"largest relative difference {check.Worst:e1}");
    }

    [Fact]
    public void The_whole_text_is_scored_by_decoder_only_models_alone()
    {
        using var trace = new Trace("baseline-traces", "sure");
        using var scope = torch.NewDisposeScope();
        using ILanguageModel model = trace.Model();
        var buffer = new SurpriseBuffer(new() { Score = SurpriseScore.Full });
        FluentActions.Invoking(() => buffer.Prepare(new()
        {
            Task = "t", Index = 0, Train = [.. trace.Tasks[0].Select(e => e.Example)], Weights = model.InitialWeights(new(1)),
            Passes = new CountedPasses(model, trace.Encoder, new(), new RandomStream(1)), Random = new(1),
        })).Should().Throw<CompositionException>().WithMessage("the buffer's score is Full*apart*allowed: Target, SourceAsLabels");
    }

    private static IEnumerable<string> Stored(Trace trace, int task) =>
        trace.Json.GetProperty($"task{task}").GetProperty("buffer").EnumerateArray().Select(entry => $"{entry[0]}/{entry[1]}");

    /// <summary>The rule of the recorded run: one batch after another through the whole buffer, from its beginning in each task.</summary>
    private sealed class InTurns : IMemorySampler
    {
        private int drawn;

        public void Begin() => drawn = 0;

        public IReadOnlyList<ReplayExample> Draw(IReadOnlyList<ReplayExample> memory, int count, RandomStream random)
        {
            int first = drawn++ * count;
            return [.. Enumerable.Range(first, count).Select(i => memory[i % memory.Count])];
        }

        public void Visit(IStateVisitor state) => state.Value("drawn", ref drawn);
    }
}

/// <summary>A model whose losses are told.</summary>
internal sealed class HeardLosses(ILanguageModel model, Action<double> told) : ILanguageModel
{
    public ParameterSpace Space => model.Space;

    public Device Device => model.Device;

    public IReadOnlyList<FrozenAdapter> Frozen => model.Frozen;

    public Tensor InitialWeights(RandomStream random) => model.InitialWeights(random);

    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples) => model.Collate(examples);

    public ForwardResult Forward(TokenBatch batch, Tensor weights, ForwardOptions options = default)
    {
        ForwardResult result = model.Forward(batch, weights, options);
        told(result.Loss.ToDouble());
        return result;
    }

    public Tensor Logits(TokenBatch batch, Tensor weights) => model.Logits(batch, weights);

    public IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens) =>
        model.Generate(prompts, weights, maxNewTokens);

    public ILanguageModel Grow(Tensor weights, AdapterGrowth how) => new HeardLosses(model.Grow(weights, how), told);

    public void Dispose() => model.Dispose();
}
