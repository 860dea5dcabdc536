namespace Kif.Pipeline.Tests.Traces;

/// <summary>O-LoRA against the recorded run of its published code, with earlier adapters beside the base and merged into it.</summary>
public sealed class OLoraTraceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(AdapterGrowth.Stack)]
    [InlineData(AdapterGrowth.Merge)]
    public void The_trace_of_O_LoRA_is_followed_over_all_tasks(AdapterGrowth grow)
    {
        using var trace = new Trace("baseline-traces", "olora");
        double lambda1 = trace.Settings.GetProperty("lamda_1").GetDouble(), lambda2 = trace.Settings.GetProperty("lamda_2").GetDouble();
        StrategyComposition composition = KifServices.BuiltIn().Strategy("o-lora").Compose(
            new OLoraOptions { Profile = MethodProfile.OfficialCode, Lambda1 = lambda1, Lambda2 = lambda2, Grow = grow }, new NoParts());

        BaselineTrace.Follow(trace, composition, output, (learner, task, steps, check) =>
        {
            check.Numbers(steps.Select(s => s.Terms.GetValueOrDefault("overlap") / lambda1), trace.Numbers(task, "orthogonal"), $"overlap of task {task}, step",
                1e-12);
            check.Numbers(steps.Select(s => s.Terms["norms"] / lambda2), trace.Numbers(task, "l2"), $"norms of task {task}, step");
            learner.Model.Space.Generation.Should().Be(task - 1);
            learner.Model.Frozen.Should().HaveCount(grow == AdapterGrowth.Stack ? task - 1 : 0);
        }, name => name.Replace("lora_", "loranew_", StringComparison.Ordinal));
    }
}
