namespace Kif.Pipeline.Tests.Traces;

/// <summary>MIGU on the factors of an adapter against the recorded run of its published mask rule.</summary>
public sealed class MiguTraceTests(ITestOutputHelper output)
{
    [Fact]
    public void The_trace_of_MIGU_is_followed_over_all_tasks()
    {
        using var trace = new Trace("baseline-traces", "migu");
        using var scope = torch.NewDisposeScope();
        var watcher = new Watcher();
        var migu = new MiguStrategy(new() { Quantile = trace.Settings.GetProperty("ini_threshold").GetDouble() });
        int compared = 0;

        BaselineTrace.Follow(trace, new([new("migu", migu), new("watcher", watcher)]), output, (_, task, steps, check) =>
        {
            check.Numbers(watcher.Open[ParameterRole.LoraA], trace.Numbers(task, "kept_rows_A"), $"rows of A in task {task}, step");
            check.Numbers(watcher.Open[ParameterRole.LoraB], trace.Numbers(task, "kept_rows_B"), $"rows of B in task {task}, step");
            foreach ((int step, string name, Tensor sums) in watcher.Outputs)
            {
                string recorded = $"task{task}.step{step}.activation.{name[..^".weight".Length]}";
                if (!trace.Has(recorded)) continue;
                check.Tensors(sums, trace[recorded], recorded);
                compared++;
            }
            watcher.Clear();
        });

        compared.Should().Be(2 * 3 * 28, "two tasks recorded the outputs of 28 factors in three steps");
    }

    /// <summary>Stands behind MIGU and notes summed outputs and how many rows still have gradients.</summary>
    private sealed class Watcher : ContinualStrategy
    {
        private ParameterSpace? space;

        public Dictionary<ParameterRole, List<double>> Open { get; } = new() { [ParameterRole.LoraA] = [], [ParameterRole.LoraB] = [] };

        public List<(int Step, string Name, Tensor Sums)> Outputs { get; } = [];

        public void Clear()
        {
            Outputs.Clear();
            foreach (List<double> kept in Open.Values) kept.Clear();
        }

        public override void AttachSpace(in SpaceAttachment attached) => space = attached.Space;

        public override GradientOutcome AdjustGradients(in GradientInput step)
        {
            Tensor gradients = step.Gradients;
            foreach ((ParameterRole role, List<double> kept) in Open)
                kept.Add(space!.Parameters.Where(p => p.Role == role).Sum(p => space.View(gradients, p).abs().sum(1L).gt(0).sum().ToInt64()));
            foreach ((string name, Tensor sums) in step.Outputs) Outputs.Add((step.Position.Step, name, sums.clone().MoveToOuterDisposeScope()));
            return GradientOutcome.Unchanged;
        }
    }
}
