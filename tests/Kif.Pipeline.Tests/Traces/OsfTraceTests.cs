using System.Globalization;
using Kif.Models;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>
/// Orthogonal subspace fine-tuning against recorded runs of PEFT: number of directions, decomposition, gradients before and after projection, factors and
/// weights. What depends on the signs of singular vectors is compared after aligning them.
/// </summary>
public sealed class OsfTraceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("t5", 0.75, 0.0625, @"EncDecAttention\.v$=56")]
    [InlineData("llama", 0.7, 0.1, null)]
    public void The_traces_of_OSF_are_followed_over_all_tasks(string folder, double frozen, double growth, string? patterns)
    {
        using var trace = new Trace("baseline-traces/osf", folder);
        var check = new TraceCheck();
        var seen = new SeenSubspaces(trace, Options(trace, new() { Frozen = frozen, FrozenGrowth = growth, Patterns = patterns }), check);
        BaselineTrace.Follow(trace, new([new("osf", seen)], trains: TrainedWeights.All), output, (learner, task, steps, same) =>
        {
            same.Numbers(steps.Select(s => s.GradientNorm), trace.Numbers(task, "gradient_norm_projected"), $"projected norm of task {task}, step");
            seen.CompareTask(task, learner.Model.Space, learner.Weights);
        });
        output.WriteLine($"largest relative difference of what is inside {check.Worst:e1}");
    }

    [Fact]
    public void With_steps_along_the_gradient_it_is_followed_and_never_leaves_the_subspace()
    {
        using var scope = torch.NewDisposeScope();
        using var trace = new Trace("baseline-traces/osf", "t5-sgd");
        var check = new TraceCheck();
        using ILanguageModel model = trace.Model();
        double rate = trace.Settings.GetProperty("lr").GetDouble();
        Tensor weights = model.InitialWeights(new RandomStream(1));
        OsfOptions[] perTask = [new() { FrozenDirections = 40 }, new() { Frozen = 0.7 }, new()];
        for (int task = 1; task <= 3; task++)
        {
            OsfOptions options = perTask[task - 1];
            options.Patterns = "decoder=60; EncDec=1";
            var seen = new SeenSubspaces(trace, Options(trace, options), check);
            seen.AttachSpace(new() { Space = model.Space });
            using IWeightCoordinates coordinates = seen.BeforeTask(Hook.TaskStart(model.Space, weights) with { Index = task - 1 }).Coordinates!;
            Tensor start = weights.clone(), factors = coordinates.Begin(weights);
            var losses = new List<double>();
            foreach (var step in trace.Tasks[task - 1].Chunk(trace.Batch))
            {
                using TokenBatch batch = model.Collate([.. step.Select(e => e.Encoded)]);
                Tensor leaf = factors.detach().requires_grad_();
                Tensor loss = model.Forward(batch, coordinates.Weights(start, leaf)).Loss;
                losses.Add(loss.ToDouble());
                factors = factors - coordinates.Project(torch.autograd.grad([loss], [leaf])[0]) * rate;
                weights = coordinates.Weights(start, factors);
                seen.AfterStep(Hook.StepEnd(losses.Count - 1, weights, weights));
            }
            check.Numbers(losses, trace.Numbers(task, "loss"), $"loss of task {task}, step");
            seen.CompareTask(task, model.Space, weights, overlaps: false);
            seen.LargestOverlap.Should().BeLessThan(1e-14);
        }
        output.WriteLine($"largest relative difference {check.Worst:e1}");
    }

    private static OsfOptions Options(Trace trace, OsfOptions options)
    {
        options.Targets = string.Join(',', trace.Settings.GetProperty("targets").EnumerateArray().Select(t => t.GetString()));
        return options;
    }
}

/// <summary>The strategy, and what a trace has of its insides: compared as they come.</summary>
internal sealed class SeenSubspaces(Trace trace, OsfOptions options, TraceCheck check) : ContinualStrategy
{
    private readonly OsfStrategy inner = new(options);
    private readonly string[] modules = [.. trace.Settings.GetProperty("targets").EnumerateArray().Select(t => t.GetString()!)];
    private Seen? now;

    public override StrategyTraits Traits => inner.Traits;

    public double LargestOverlap => now!.OverlapsU.Concat(now.OverlapsV).Max();

    public override void AttachSpace(in SpaceAttachment space) => inner.AttachSpace(space);

    public override TaskPlan BeforeTask(in TaskStart task)
    {
        int index = task.Index;
        foreach (string module in modules)
            inner.FrozenOf(task.Space[$"{module}.weight"], index).Should()
                .Be(trace.Json.GetProperty($"task{index + 1}").GetProperty("effective_rank").GetProperty(module).GetInt32(), module);
        TaskPlan plan = inner.BeforeTask(task);
        now = new Seen(plan.Coordinates!, task.Space, $"task{index + 1}.", modules, trace, check);
        return plan with { Coordinates = now };
    }

    public override StepOutcome AfterStep(in StepEnd step)
    {
        now!.CompareStep(step.Position.Step, step.Weights);
        return StepOutcome.Continue;
    }

    public void CompareTask(int task, ParameterSpace space, Tensor weights, bool overlaps = true)
    {
        check.Numbers(now!.Raw, trace.Numbers(task, "gradient_norm_raw"), $"raw norm of task {task}, step");
        check.Numbers(now.Projected, trace.Numbers(task, "gradient_norm_projected"), $"projected norm of task {task}, step");
        if (overlaps)
        {
            check.Numbers(now.OverlapsU, trace.Numbers(task, "overlap_U"), $"overlap of U in task {task}, step");
            check.Numbers(now.OverlapsV, trace.Numbers(task, "overlap_V"), $"overlap of V in task {task}, step");
        }
        foreach (string module in modules)
            check.Tensors(space.View(weights, space[$"{module}.weight"]), trace[$"task{task}.end.{module}.weight"], $"{module} after task {task}");
    }

    private sealed class Seen(IWeightCoordinates inner, ParameterSpace model, string prefix, string[] modules, Trace trace, TraceCheck check) : IWeightCoordinates
    {
        private readonly Dictionary<string, (Tensor HighU, Tensor HighV, Tensor Signs)> sides = [];
        private Tensor? last;

        public ParameterSpace Space => inner.Space;

        public List<double> Raw { get; } = [];

        public List<double> Projected { get; } = [];

        public List<double> OverlapsU { get; } = [];

        public List<double> OverlapsV { get; } = [];

        public Tensor Begin(Tensor weights)
        {
            using var scope = torch.NewDisposeScope();
            Tensor start = inner.Begin(weights), probes = inner.Space.Zeros();
            foreach (string module in modules)
            {
                (Tensor u, Tensor s, Tensor v) = Factors(start, module);
                (Tensor U, _, Tensor V) = torch.linalg.svd(model.View(weights, model[$"{module}.weight"]), fullMatrices: false);
                long k = U.shape[1] - s.shape[0];
                check.Tensors(s, Noted(module, "init.", ".singular_values").narrow(0, k, s.shape[0]), $"{prefix}{module}: singular values");
                check.Tensors(torch.matmul(u * s, torch.matmul(v, trace[$"probe.{module}.in"])), Noted(module, "init.", ".low_product_probe"), $"{module}: product");
                Tensor signs = trace.Has($"{prefix}init.{module}.U_low") ? (u * Noted(module, "init.", ".U_low")).sum(0L).sign() : torch.ones_like(s);
                sides[module] = (U.narrow(1, 0, k).clone().DetachFromDisposeScope(), V.narrow(0, 0, k).clone().DetachFromDisposeScope(),
                    signs.DetachFromDisposeScope());
                (Tensor pu, _, Tensor pv) = Factors(probes, module);
                pu.narrow(1, 0, 4).copy_(trace[$"probe.{module}.out"]);
                pv.narrow(0, 0, 4).copy_(trace[$"probe.{module}.in"].t());
            }
            Tensor left = inner.Project(probes);
            foreach (string module in modules)
            {
                ((Tensor u, _, Tensor v), (Tensor restU, _, Tensor restV)) = (Factors(probes, module), Factors(left, module));
                check.Tensors((u - restU).narrow(1, 0, 4), Noted(module, "init.", ".P_U_high_probe"), $"{module}: projector of U");
                check.Tensors((v - restV).narrow(0, 0, 4).t(), Noted(module, "init.", ".P_V_high_probe"), $"{module}: projector of V");
            }
            CompareFactors("init.", start, "U_low", null, "V_low");
            return start.MoveToOuterDisposeScope();
        }

        public Tensor Weights(Tensor start, Tensor coordinates)
        {
            if (coordinates.requires_grad) return inner.Weights(start, coordinates);
            last?.Dispose();
            last = coordinates.clone().DetachFromDisposeScope();
            return inner.Weights(start, coordinates);
        }

        public Tensor Project(Tensor gradients)
        {
            Tensor projected = inner.Project(gradients);
            if (Raw.Count == 0)
            {
                CompareFactors("step0.", gradients, "gradient.U_low", "gradient.S_low", "gradient.V_low");
                CompareFactors("step0.", projected, "projected.U_low", null, "projected.V_low");
            }
            Raw.Add(gradients.norm().ToDouble());
            Projected.Add(projected.norm().ToDouble());
            return projected;
        }

        public void CompareStep(int step, Tensor weights)
        {
            using var scope = torch.NewDisposeScope();
            string at = string.Create(CultureInfo.InvariantCulture, $"step{step}.");
            CompareFactors(at, last!, "U_low", "S_low", "V_low");
            OverlapsU.Add(modules.Max(m => torch.matmul(sides[m].HighU.t(), Factors(last!, m).U).abs().max().ToDouble()));
            OverlapsV.Add(modules.Max(m => torch.matmul(Factors(last!, m).V, sides[m].HighV.t()).abs().max().ToDouble()));
            foreach (string module in modules.Where(m => trace.Has($"{prefix}{at}{m}.weight_probe")))
                check.Tensors(torch.matmul(model.View(weights, model[$"{module}.weight"]), trace[$"probe.{module}.in"]), Noted(module, at, ".weight_probe"),
                    $"{prefix}{at}{module}");
        }

        public void Dispose()
        {
            inner.Dispose();
            last?.Dispose();
            foreach ((Tensor u, Tensor v, Tensor signs) in sides.Values)
            {
                u.Dispose();
                v.Dispose();
                signs.Dispose();
            }
        }

        /// <summary>Compares a vector's factors with those that the trace has of this step, with their signs aligned.</summary>
        private void CompareFactors(string at, Tensor vector, string u, string? s, string v)
        {
            foreach (string module in modules)
            {
                ((Tensor U, Tensor S, Tensor V), Tensor signs) = (Factors(vector, module), sides[module].Signs);
                if (trace.Has($"{prefix}init.{module}.U_low"))
                    foreach ((string? name, Tensor value) in new[] { (u, U * signs), (s, S), (v, V * signs.unsqueeze(1)) })
                        if (name is not null && trace.Has($"{prefix}{at}{module}.{name}"))
                            check.Tensors(value, Noted(module, at, $".{name}"), $"{prefix}{at}{module}.{name}");
            }
        }

        private (Tensor U, Tensor S, Tensor V) Factors(Tensor vector, string module)
        {
            Tensor Of(string factor) => Space.View(vector, Space[$"{module}.weight.{factor}"]);
            return (Of("u"), Of("s"), Of("v"));
        }

        private Tensor Noted(string module, string at, string what) => trace[$"{prefix}{at}{module}{what}"];
    }
}
