using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>DER++ against its recorded run: stored logits, both replay terms and all weights.</summary>
public sealed class DerPlusPlusTraceTests(ITestOutputHelper output)
{
    [Fact]
    public void The_trace_of_DERplusplus_is_followed_over_all_tasks()
    {
        using var scope = torch.NewDisposeScope();
        using var trace = new Trace("baseline-traces", "derpp");
        var draws = new RecordedDraws(trace, "replayed");
        var check = new TraceCheck();
        List<double> distances = [], losses = [];
        int perTask = trace.Settings.GetProperty("memory_per_task").GetInt32();
        var watch = new ScriptedPart
        {
            OnLoss = (in LossInput pass) =>
            {
                if (pass.Memory.Count == 0) return null;
                IReadOnlyList<ReplayExample> batch = draws.At(pass.Position.TaskIndex + 1, pass.Position.Step, pass.Memory);
                ForwardResult now = pass.More.Forward([.. batch.Select(m => m.Example)]);
                Tensor then = torch.cat([.. batch.Select(m => m.Example.Id.Split('/')).Select(id => trace[$"task{id[0]}.memory_logits"][long.Parse(id[1])])]);
                distances.Add((now.Logits - then).square().mean().ToDouble());
                losses.Add(now.Loss.ToDouble());
                return null;
            },
        };
        var options = new DerPlusPlusOptions
        {
            Profile = MethodProfile.OfficialCode, Alpha = trace.Settings.GetProperty("alpha").GetDouble(), Beta = trace.Settings.GetProperty("beta")
                .GetDouble(),
            BatchSize = trace.Settings.GetProperty("replay_batch").GetInt32(),
        };
        var strategy = new DerPlusPlusStrategy(options, draws);
        var composition = new StrategyComposition([new("der++", strategy), new("watch", watch)], new FirstOfTask(perTask));
        BaselineTrace.Follow(trace, composition, output, (learner, task, steps, checks) =>
        {
            check.Numbers(distances, trace.Numbers(task, "logit_mse"), "distance to the stored logits", 1e-12);
            check.Numbers(losses, trace.Numbers(task, "replay_loss"), "loss of the replayed examples");
            distances.Clear();
            losses.Clear();
            using var now = torch.NewDisposeScope();
            var stored = new StateTensors();
            strategy.Visit(stored);
            check.Tensors(stored.Seen["logits"], torch.cat([.. Enumerable.Range(1, task).Select(t => trace[$"task{t}.memory_logits"].flatten(0, 1))]),
                "stored logits");
        });
        output.WriteLine($"largest relative difference of logits and terms {check.Worst:e1}");
    }

    [Theory]
    [InlineData("agem", "memory", MemoryDraw.BalancedPasses)]
    [InlineData("derpp", "replayed", MemoryDraw.Passes)]
    public void The_rule_of_the_official_profile_goes_through_the_memory_as_the_recorded_run_does(string name, string list, MemoryDraw rule)
    {
        using var trace = new Trace("baseline-traces", name);
        for (int task = 2; task <= trace.Tasks.Count; task++)
        {
            ReplayExample[] memory = [.. Enumerable.Range(1, task - 1).SelectMany(t => Enumerable.Range(0, 8)
                .Select(i => new ReplayExample(8 * t + i, $"task{t}", new Example("", "", $"{t}/{i}"))))];
            var recorded = new RecordedDraws(trace, list);
            IMemorySampler sampler = MemorySampling.Of(rule);
            var random = new RandomStream(3);
            int pass = memory.Length / trace.Batch;
            for (int first = 0; first < 16; first += pass)
            {
                Enumerable.Range(first, pass).SelectMany(s => recorded.At(task, s, memory)).Should()
                    .BeEquivalentTo(memory, "the record replays every memory once per pass");
                Enumerable.Range(first, pass).SelectMany(_ => sampler.Draw(memory, trace.Batch, random)).Should()
                    .BeEquivalentTo(memory, "and so does the rule");
            }
        }
    }
}
