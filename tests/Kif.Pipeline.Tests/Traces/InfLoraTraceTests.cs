namespace Kif.Pipeline.Tests.Traces;

/// <summary>
/// InfLoRA against recorded runs of its published code for images, run on a T5, and of what the code of GainLoRA calls InfLoRA: moments, factors A, trained
/// factors B and protected directions.
/// </summary>
public sealed class InfLoraTraceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(AdapterGrowth.Stack)]
    [InlineData(AdapterGrowth.Merge)]
    public void The_trace_of_InfLoRA_is_followed_over_all_tasks(AdapterGrowth grow)
    {
        using var trace = new Trace("baseline-traces", "inflora");
        int tasks = trace.Settings.GetProperty("total_sessions").GetInt32();
        var options = new InfLoraOptions { Threshold = trace.Settings.GetProperty("lamb").GetDouble(), Horizon = tasks, Padding = true, Grow = grow };
        Follow(trace, options, "");
    }

    [Fact]
    public void The_trace_of_the_variant_for_language_is_followed_over_all_tasks()
    {
        using var trace = new Trace("baseline-traces", "inflora-language");
        Follow(trace, new()
        {
            Threshold = trace.Settings.GetProperty("threshold").GetDouble(), Blocks = trace.Settings.GetProperty("chunk").GetInt32(),
            Profile = MethodProfile.OfficialCode,
        }, "start.");
    }

    private void Follow(Trace trace, InfLoraOptions options, string start)
    {
        for (int task = 1; task <= 3; task++)
            options.ThresholdOf(task - 1).Should().BeApproximately(trace.Json.GetProperty($"task{task}").GetProperty("threshold").GetDouble(), 1e-15);
        var strategy = new InfLoraStrategy(options);
        var check = new TraceCheck();
        var recorder = new SubspaceRecorder(trace, [strategy.Subspaces], check, options.OfLanguageCode);
        BaselineTrace.Follow(trace, new([new("inflora", strategy), new("subspaces", recorder)]), output, (learner, task, steps, of) =>
        {
            of.Numbers(steps.Select(s => s.GradientNorm), trace.Numbers(task, "grad_norm"), $"gradient norm of task {task}, step");
            learner.Model.Frozen.Should().HaveCount(options.Grow == AdapterGrowth.Stack ? task - 1 : 0);
        }, start: space => torch.cat([.. space.Parameters.Select(p =>
            p.Role == ParameterRole.LoraB ? torch.zeros(p.Length, dtype: ScalarType.Float64)
            : start.Length == 0 ? torch.full(p.Length, 0.01, dtype: ScalarType.Float64)
            : trace[$"task{space.Generation + 1}.{start}{p.Name}"].reshape(-1))]));
        recorder.Compared.Should().BeGreaterThan(200);
        output.WriteLine($"largest relative difference of {recorder.Compared} tensors {check.Worst:e1}");
    }
}
