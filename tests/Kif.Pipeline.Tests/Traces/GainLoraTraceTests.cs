using Kif.Models;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>
/// GainLoRA against the recorded run of its published code: moments, factors A, keys, trained factors B and gates, protected directions of maps and gates, and
/// how far each gate opens for each task.
/// </summary>
public sealed class GainLoraTraceTests(ITestOutputHelper output)
{
    [Fact]
    public void The_trace_of_GainLoRA_is_followed_over_all_tasks()
    {
        using var trace = new Trace("baseline-traces", "gainlora");
        var options = new GainLoraOptions
        {
            Threshold = trace.Settings.GetProperty("threshold").GetDouble(), GateThreshold = trace.Settings.GetProperty("transthreshold").GetDouble(),
            Hidden = trace.Settings.GetProperty("gate_hidden").GetInt32(), Length = trace.Settings.GetProperty("source").GetInt32(),
            Profile = MethodProfile.OfficialCode,
        };
        var moments = new SharedMoments();
        var gates = new AdapterGating(options, moments);
        var inflora = new InfLoraStrategy(options.Adapters, moments);
        var check = new TraceCheck();
        var recorder = new SubspaceRecorder(trace, [inflora.Subspaces, gates.Prompts, gates.Hidden], check, true);
        BaselineTrace.Follow(trace, new([new("gates", gates), new("inflora", inflora), new("subspaces", recorder)]), output, (learner, task, steps, of) =>
        {
            of.Numbers(steps.Select(s => s.GradientNorm), trace.Numbers(task, "grad_norm"), $"gradient norm of task {task}, step");
            options.GateThresholdOf(task - 1).Should().BeApproximately(trace.Json.GetProperty($"task{task}").GetProperty("transthreshold").GetDouble(), 1e-15);
            var model = (LanguageModel)((FixedStart)learner.Model).Inner;
            for (int seen = 1; seen <= task; seen++)
            {
                using TokenBatch batch = model.Collate([.. trace.Tasks[seen - 1].Select(e => e.Encoded)]);
                double[] means = [.. model.Gates(batch, learner.Weights)!.mean([0L]).data<double>()];
                double[] wanted = [.. trace.Json.GetProperty($"task{task}").GetProperty("mean_gates_after").GetProperty($"task{seen}").EnumerateArray()
                    .Select(v => v.GetDouble())];
                of.Numbers(means.Reverse(), wanted, $"gates of task {seen} after task {task}");
            }
        }, start: space => torch.cat([.. space.Parameters.Select(p =>
            p.Role == ParameterRole.LoraB ? torch.zeros(p.Length, dtype: ScalarType.Float64)
            : p.Role == ParameterRole.LoraA ? torch.full(p.Length, 0.01, dtype: ScalarType.Float64)
            : trace[$"task{space.Generation + 1}.start.{p.Name}"].reshape(-1))]));
        recorder.Compared.Should().BeGreaterThan(200);
        output.WriteLine($"largest relative difference of {recorder.Compared} tensors {check.Worst:e1}");
    }
}
