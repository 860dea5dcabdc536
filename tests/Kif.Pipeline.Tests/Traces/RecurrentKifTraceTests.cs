using System.Text.Json;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>Recurrent-KIF against a recorded run of its published code: inner and outer losses, rates, masks, and weights at merges and at the end.</summary>
public sealed class RecurrentKifTraceTests(ITestOutputHelper output)
{
    private static readonly string[] Kinds = ["both", "inner only", "outer only", "neither"];

    [Fact]
    public void The_trace_of_Recurrent_KIF_is_followed_over_all_tasks()
    {
        using var scope = torch.NewDisposeScope();
        using var trace = new Trace("traces", "recurrent");
        var check = new TraceCheck();
        double Setting(string name) => trace.Settings.GetProperty(name).GetDouble();
        var options = new RecurrentKifOptions
        {
            Profile = Enum.Parse<MethodProfile>(trace.Text("profile").Split(' ')[0]), InnerSteps = (int)Setting("inner_iterations"),
            OuterSteps = (int)Setting("outer_iterations"),
            Quantile = Setting("quantile"), Beta1 = Setting("beta1"), Beta2 = Setting("beta2"),
        };
        var recurrent = new MemoryInOrder(new RecurrentKifStrategy(options), trace.Batch, options);
        var memory = new GivenMemory();
        var steps = new List<StepFinished>();
        IReadOnlyList<(Example Example, EncodedExample Encoded)>[] remembered =
            [.. Enumerable.Range(1, trace.Tasks.Count).Select(t => trace.Has($"task{t}.memory.input_ids") ? trace.Read($"task{t}.memory") : [])];
        var encoder = new TableEncoder(trace.Tasks.Concat(remembered).SelectMany(t => t).ToDictionary(e => e.Example.Id, e => e.Encoded));
        using var learner = new ContinualLearner(trace.Model(), encoder, new StrategyComposition([new("recurrent-kif", recurrent)], memory), trace.Options(),
            new RandomStream(1), e =>
        {
            if (e is StepFinished s) steps.Add(s);
        });
        for (int task = 1; task <= trace.Tasks.Count; task++)
        {
            steps.Clear();
            recurrent.Merges.Clear();
            memory.Contents = [.. remembered[task - 1].Select((e, i) => new ReplayExample(i, "earlier", e.Example))];
            learner.Learn($"task{task}", [.. trace.Tasks[task - 1].Select(e => e.Example)], TestContext.Current.CancellationToken);
            StepFinished[] inner = [.. steps.Where(s => s.Position.Phase is null)], outer = [.. steps.Where(s => s.Position.Phase is not null)];
            check.Numbers(inner.Select(s => s.Loss), trace.Numbers(task, "loss"), $"loss of task {task}, step");
            check.Numbers(inner.Select(s => s.LearningRate), trace.Numbers(task, "learning_rate"), $"learning rate of task {task}, step");
            check.Numbers(outer.Select(s => s.Loss), trace.Numbers(task, "outer_loss"), $"outer loss of task {task}, step");
            JsonElement shares = trace.Json.GetProperty($"task{task}").GetProperty("shares");
            recurrent.Merges.Should().HaveCount(shares.GetArrayLength());
            foreach (((Tensor weights, long[] counts), int m) in recurrent.Merges.Select((merge, i) => (merge, i)))
            {
                counts.Should()
                    .Equal(shares[m].EnumerateArray().Select(n => n.GetInt64()), $"elements {string.Join(", ", Kinds)} at merge {m + 1} of task {task}");
                check.Weights(trace, learner.Model.Space, weights, $"task{task}.merged{m + 1}.");
            }
            check.Weights(trace, learner.Model.Space, learner.Weights, $"task{task}.end.");
        }
        output.WriteLine($"largest relative difference {check.Worst:e1}");
    }

    /// <summary>A memory that a test fills before each task.</summary>
    private sealed class GivenMemory : IReplayBuffer
    {
        public IReadOnlyList<ReplayExample> Contents { get; set; } = [];

        public void Update(in BufferUpdate task) { }

        public void Visit(IStateVisitor state) { }
    }

    /// <summary>Hands the outer steps their batches in the order of memory in place of drawing them, and notes every merge.</summary>
    private sealed class MemoryInOrder(RecurrentKifStrategy inside, int batch, RecurrentKifOptions options) : ContinualStrategy
    {
        private int used;

        public override StrategyTraits Traits => inside.Traits;

        public List<(Tensor Weights, long[] Counts)> Merges { get; } = [];

        public override void AttachSpace(in SpaceAttachment space) => inside.AttachSpace(space);

        public override TaskPlan BeforeTask(in TaskStart task)
        {
            used = 0;
            return inside.BeforeTask(task);
        }

        public override GradientOutcome AdjustGradients(in GradientInput step) => inside.AdjustGradients(step);

        public override StepOutcome AfterStep(in StepEnd step)
        {
            StepOutcome outcome = inside.AfterStep(step);
            if (outcome.Phase is not { Draws: { } draws } phase) return outcome;
            Example[] next = [.. phase.Examples.Skip(used).Take(draws * batch)];
            used += next.Length;
            return new(Phase: phase with { Examples = next, Draws = null });
        }

        public override Tensor? AfterPhase(in PhaseEnd phase)
        {
            Tensor ofTask = Important(inside.Inner!), ofMemory = Important(inside.Outer!);
            long Count(Tensor which) => which.sum().ToInt64();
            long[] counts = [Count(ofTask & ofMemory), Count(ofTask & ~ofMemory), Count(~ofTask & ofMemory), Count(~ofTask & ~ofMemory)];
            Tensor? merged = inside.AfterPhase(phase);
            Merges.Add((merged!.clone().DetachFromDisposeScope(), counts));
            return merged;
        }

        public override TaskOutcome EndTask(in TaskEnd task) => inside.EndTask(task);

        public override void Visit(IStateVisitor state) => inside.Visit(state);

        private Tensor Important(SensitivityTracker tracker) => RecurrentMergeMath.Important(tracker.Smoothed * tracker.Uncertainty, options.Quantile);
    }
}
