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
