namespace Kif.Pipeline.Tests.Traces;

/// <summary>SLAO against recorded runs of a third party's implementation, with both starts.</summary>
public sealed class SlaoTraceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("slao", false, 0)]
    [InlineData("slao-merged-start", true, 0.1)]
    public void The_trace_of_SLAO_is_followed_over_all_tasks(string folder, bool mergedStart, double leastShare)
    {
        using var trace = new Trace("baseline-traces", folder);
        var strategy = new SlaoStrategy(new() { MergedStart = mergedStart, LeastShare = leastShare });
        BaselineTrace.Follow(trace, new([new("slao", strategy)]), output, (learner, task, _, check) =>
        {
            trace.Has($"task{task}.merged.{learner.Model.Space.Parameters[0].Name}").Should().BeTrue();
            check.Weights(trace, learner.Model.Space, learner.Weights, $"task{task}.merged.");
        });
    }
}
