namespace Kif.Pipeline.Tests.Traces;

/// <summary>N-LoRA against recorded runs of its published code, and of the paper's formula in it, with earlier adapters beside the base and merged into it.</summary>
public sealed class NLoraTraceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("n-lora", MethodProfile.OfficialCode, AdapterGrowth.Stack)]
    [InlineData("n-lora", MethodProfile.OfficialCode, AdapterGrowth.Merge)]
    [InlineData("n-lora-paper", MethodProfile.Paper, AdapterGrowth.Stack)]
    [InlineData("n-lora-paper", MethodProfile.Recommended, AdapterGrowth.Merge)]
    public void The_trace_of_N_LoRA_is_followed_over_all_tasks(string folder, MethodProfile profile, AdapterGrowth grow)
    {
        using var trace = new Trace("baseline-traces", folder);
        bool code = profile == MethodProfile.OfficialCode;
        double lambda = trace.Settings.GetProperty(code ? "lamda_1" : "lambda").GetDouble();
        var options = new NLoraOptions { Profile = profile, Grow = grow };
        options.Weight.Should().Be(lambda, "the traces have the defaults");
        StrategyComposition composition = KifServices.BuiltIn().Strategy("n-lora").Compose(options, new NoParts());

        BaselineTrace.Follow(trace, composition, output, (learner, task, steps, check) =>
        {
            check.Numbers(steps.Select(s => s.Terms["sparsity"] / lambda), trace.Numbers(task, code ? "l1_code" : "l1_paper"), $"sum of task {task}, step", 1e-12);
            learner.Model.Frozen.Should().HaveCount(grow == AdapterGrowth.Stack ? task - 1 : 0);
        }, name => name.Replace("lora_", "loranew_", StringComparison.Ordinal));
    }
}
