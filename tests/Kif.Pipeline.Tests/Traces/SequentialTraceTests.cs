namespace Kif.Pipeline.Tests.Traces;

/// <summary>Plain sequential training against its recorded run.</summary>
public sealed class SequentialTraceTests(ITestOutputHelper output)
{
    [Fact]
    public void The_trace_of_plain_sequential_training_is_followed_over_all_tasks()
    {
        using var trace = new Trace("baseline-traces", "naive");
        BaselineTrace.Follow(trace, new StrategyComposition([]), output);
    }
}
