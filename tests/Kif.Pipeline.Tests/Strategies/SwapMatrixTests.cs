using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>
/// Every decomposer with every estimator, fuser and buffer that is registered: a combination trains to finite weights over two tasks, or is refused before any
/// training with the reason. KIF watches a task and decides at its end, so all combinations can watch one and the same training: one run of the loop drives
/// them all.
/// </summary>
public sealed class SwapMatrixTests
{
    private static readonly KifCatalog Catalog = KifServices.BuiltIn();
    private static readonly StrategyComposer Composer = new(Catalog);

    private static TrainingOptions Short => new() { LearningRate = 0.01, Epochs = 1, BatchSize = 3, WarmupSteps = 0 };

    public static TheoryData<string> Buffers => [.. Names(ComponentKind.ReplayBuffer)];

    [Theory]
    [InlineData(TrainedWeights.Adapter)]
    [InlineData(TrainedWeights.All)]
    public void Every_decomposer_estimator_and_fuser_trains_to_finite_weights_or_is_refused_before_training(TrainedWeights trains)
    {
        var combinations =
            (from d in Names(ComponentKind.Decomposer) from e in Names(ComponentKind.Estimator) from f in Names(ComponentKind.Fuser) select (d, e, f))
            .ToArray();
        var parts = combinations.ToDictionary(c => $"{c.d} + {c.e} + {c.f}", c => Kif(c.d, c.e, c.f));
        var watchers = new Watchers(parts);
        using (var learner = new ContinualLearner(TinyRun.Model(trains: trains), TinyRun.Encoder,
            new StrategyComposition([new("watchers", watchers)], trains: trains), Short, new RandomStream(1)))
        {
            for (int task = 0; task < 2; task++) learner.Learn($"task{task}", TinyRun.Task(task, 6), TestContext.Current.CancellationToken);
            learner.Cost.Steps.Should().Be(4);
        }
        foreach ((string name, string reason) in watchers.Refused)
        {
            trains.Should().Be(TrainedWeights.All, $"an adapter of a known model can be decomposed in every way, but {name} was refused: {reason}");
            name.Should().MatchRegex(@"^rank(-slices)? \+ ");
            reason.Should().Contain("rank units").And.Contain("LoRA");
        }
        (watchers.Refused.Count + watchers.Fused.Count).Should().Be(combinations.Length);
        watchers.Refused.Should().HaveCount(trains == TrainedWeights.All ? 2 * combinations.Length / Names(ComponentKind.Decomposer).Length : 0);
        watchers.Fused.Where(f => !f.Value).Select(f => f.Key).Should().BeEmpty("fused weights are finite");
    }

    [Fact]
    public void Every_combination_with_every_buffer_can_be_composed_through_paths_and_values()
    {
        int count = 0;
        foreach (string d in Names(ComponentKind.Decomposer))
            foreach (string e in Names(ComponentKind.Estimator))
                foreach (string f in Names(ComponentKind.Fuser))
                {
                    StrategyPart kif = new("kif", Kif(d, e, f));
                    foreach (string b in Names(ComponentKind.ReplayBuffer))
                    {
                        var composition = new StrategyComposition([kif, new("replay", new ReplayStrategy(new()))], Buffer(b));
                        composition.Buffer!.Contents.Should().BeEmpty();
                        count++;
                    }
                }
        count.Should()
            .Be(Catalog.Components.Where(c => c.Kind is ComponentKind.Decomposer or ComponentKind.Estimator or ComponentKind.Fuser
                or ComponentKind.ReplayBuffer).GroupBy(c => c.Kind).Aggregate(1, (product, kind) => product * kind.Count()));
    }

    /// <summary>
    /// Why the buffers need not be multiplied with the rest: a buffer sees examples only and KIF sees no memory, so beside each other they leave each other
    /// alone, bit for bit; and where memory is mixed in, KIF fuses what came of it.
    /// </summary>
    [Theory]
    [MemberData(nameof(Buffers))]
    public void A_buffer_and_the_parts_of_KIF_do_not_see_each_other(string buffer)
    {
        double[] Run(IReplayBuffer? memory, bool mixes) => TinyRun.Learn(
            new StrategyComposition(
                [new("kif", Kif("rank", "mixed", "adaptive")), .. mixes ? new StrategyPart[] { new("replay", new ReplayStrategy(new())) } : []], memory),
            tasks: 2, options: Short);

        double[] without = Run(null, false);
        Run(Buffer(buffer), false).Should().Equal(without);
        Run(Buffer(buffer), true).Should().NotEqual(without).And.OnlyContain(w => double.IsFinite(w));
    }

    private static string[] Names(ComponentKind kind) => [.. Catalog.Components.Where(c => c.Kind == kind).Select(c => c.Name)];

    private static IReplayBuffer Buffer(string name) => new ComponentSource(Catalog, "swap").Create<IReplayBuffer>(ComponentChoice.Of(name));

    private static KifStrategy Kif(string decomposer, string estimator, string fuser)
    {
        KeyValuePair<string, string>[] settings = [new("decompose", decomposer), new("estimate", estimator), new("fuse", fuser), new("orthogonality", "0")];
        if (estimator is "fisher" or "mas") settings = [.. settings, new("estimate.maxexamples", "1")];
        return (KifStrategy)Composer.Choose("kif", settings).Compose().Parts.Single(p => p.Strategy is KifStrategy).Strategy;
    }

    /// <summary>Many KIF strategies that watch one run; what they decide is checked and not followed.</summary>
    private sealed class Watchers(IReadOnlyDictionary<string, KifStrategy> parts) : ContinualStrategy
    {
        private readonly Dictionary<string, KifStrategy> attached = [];

        public Dictionary<string, string> Refused { get; } = [];

        public Dictionary<string, bool> Fused { get; } = [];

        public override void AttachSpace(in SpaceAttachment space)
        {
            foreach ((string name, KifStrategy kif) in parts)
            {
                try
                {
                    kif.AttachSpace(space);
                    attached[name] = kif;
                }
                catch (CompositionException e) { Refused[name] = e.Message; }
            }
        }

        public override TaskPlan BeforeTask(in TaskStart task)
        {
            bool path = false;
            foreach (KifStrategy kif in attached.Values) path |= kif.BeforeTask(task).NeedsPath;
            return new TaskPlan { NeedsPath = path };
        }

        public override GradientOutcome AdjustGradients(in GradientInput step)
        {
            foreach (KifStrategy kif in attached.Values) kif.AdjustGradients(step);
            return GradientOutcome.Unchanged;
        }

        public override StepOutcome AfterStep(in StepEnd step)
        {
            foreach (KifStrategy kif in attached.Values) kif.AfterStep(step);
            return StepOutcome.Continue;
        }

        public override TaskOutcome EndTask(in TaskEnd task)
        {
            foreach ((string name, KifStrategy kif) in attached)
            {
                TaskOutcome outcome = kif.EndTask(task);
                if (task.Index == 1)
                    Fused[name] = outcome.Weights!.isfinite().all().ToBoolean() && outcome.Explanation!.Coefficients.All(c => c is >= 0 and <= 1);
            }
            return TaskOutcome.Keep;
        }

        public override void Visit(IStateVisitor state)
        {
            foreach ((string name, KifStrategy kif) in attached) state.Child(name, kif);
        }
    }
}
