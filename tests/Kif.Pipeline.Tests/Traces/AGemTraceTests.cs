using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>A-GEM against its recorded run: reference gradients, products, which steps were projected, and all weights.</summary>
public sealed class AGemTraceTests(ITestOutputHelper output)
{
    [Fact]
    public void The_trace_of_AGEM_is_followed_over_all_tasks()
    {
        using var scope = torch.NewDisposeScope();
        using var trace = new Trace("baseline-traces", "agem");
        var draws = new RecordedDraws(trace, "memory");
        var check = new TraceCheck();
        var seen = new List<(double Dot, double Reference, double Gradient, bool Projected)>();
        ParameterSpace? space = null;
        Tensor? raw = null;
        var before = new ScriptedPart { OnGradients = (in GradientInput step) => { raw = step.Gradients.clone(); return GradientOutcome.Unchanged; } };
        var after = new ScriptedPart
        {
            OnGradients = (in GradientInput step) =>
            {
                if (step.Memory.Count == 0) return GradientOutcome.Unchanged;
                (int task, int number) = (step.Position.TaskIndex + 1, step.Position.Step);
                Tensor reference = step.Passes.Gradients(
                    [.. draws.At(task, number, step.Memory).Select(m => m.Example)], step.Weights, GradientTarget.CrossEntropy, GradientReduction.BatchMean);
                check.Weights(trace, space!, reference, $"task{task}.step{number}.reference_gradient.");
                bool projected = !raw!.eq(step.Gradients).all().ToBoolean();
                double dot = raw.dot(reference).ToDouble(), size = reference.dot(reference).ToDouble();
                seen.Add((dot, size, raw.dot(raw).ToDouble(), projected));
                if (projected) check.Tensors(step.Gradients, raw - dot / size * reference, "projected gradient");
                return GradientOutcome.Unchanged;
            },
        };
        var agem = new AGemStrategy(new() { Profile = MethodProfile.OfficialCode, BatchSize = trace.Settings.GetProperty("sample_size").GetInt32() },
            draws);
        var composition = new StrategyComposition(
            [new("before", before), new("a-gem", agem), new("after", after)],
            new FirstOfTask(trace.Settings.GetProperty("patterns_per_experience").GetInt32()));
        BaselineTrace.Follow(trace, composition, output, (learner, task, steps, checks) =>
        {
            space = learner.Model.Space;
            check.Numbers(seen.Select(s => s.Dot), trace.Numbers(task, "dot"), "product with the reference");
            check.Numbers(seen.Select(s => s.Reference), trace.Numbers(task, "reference_norm_squared"), "squared norm of the reference");
            check.Numbers(seen.Select(s => s.Gradient), trace.Numbers(task, "gradient_norm_squared"), "squared norm of the gradient");
            if (task > 1)
                seen.Select(s => s.Projected).Should()
                    .Equal(trace.Json.GetProperty($"task{task}").GetProperty("projected").EnumerateArray().Select(p => p.GetBoolean()));
            seen.Clear();
        });
        int steps = trace.Settings.GetProperty("steps_per_task").GetInt32();
        draws.Asked.Should().Equal(Enumerable.Range(2, trace.Tasks.Count - 1).SelectMany(task => Enumerable.Range(0, steps).Select(s => (task, s))));
        output.WriteLine($"largest relative difference of gradients {check.Worst:e1}");
    }
}
