using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>
/// L2, EWC, SI, MAS and LwF in whole runs: what is off changes nothing, the state does not grow, they compose with KIF, and they keep what was learned.
/// </summary>
public sealed class RegularizerRunTests
{
    private const double Dropout = 0.3;
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());

    public static TheoryData<string> Estimators => [.. KifServices.BuiltIn().ComponentsOf(ComponentKind.Estimator).Select(c => c.Name)];

    [Theory]
    [InlineData("l2", "lambda=0")]
    [InlineData("ewc", "lambda=0")]
    [InlineData("ewc", "lambda=0", "online=true")]
    [InlineData("si", "lambda=0")]
    [InlineData("mas", "lambda=0")]
    [InlineData("lwf", "lambda=0")]
    public void Without_strength_a_run_is_bit_for_bit_that_of_plain_sequential_training(string name, params string[] settings)
    {
        (double[] Losses, double[] Weights, long State) plain = Run("seq-lora", [], 3), off = Run(name, settings, 3);
        off.Losses.Should().Equal(plain.Losses);
        off.Weights.Should().Equal(plain.Weights);
        off.State.Should().Be(0, "what nobody uses is not kept");
    }

    [Theory]
    [InlineData("l2")]
    [InlineData("ewc", "estimate.labels=Sampled", "estimate.maxexamples=5")]
    [InlineData("ewc", "online=true", "estimate.batchsize=8")]
    [InlineData("si")]
    [InlineData("mas", "estimate.maxexamples=5")]
    [InlineData("lwf")]
    public void The_first_task_and_the_random_numbers_after_it_are_those_of_plain_sequential_training(string name, params string[] settings)
    {
        (double[] Losses, double[] Weights, long State) plain = Run("seq-lora", [], 1), one = Run(name, settings, 1);
        one.Weights.Should().Equal(plain.Weights);
        double[] two = Run(name, settings, 2).Losses, sequential = Run("seq-lora", [], 2).Losses;
        two[..4].Should().Equal(sequential[..4], "three steps of the first task and the first step of the second, before any penalty has moved a weight");
        two[5..].Should().NotEqual(sequential[5..]);
    }

    [Theory]
    [InlineData("l2")]
    [InlineData("ewc")]
    [InlineData("ewc", "online=true")]
    [InlineData("si")]
    [InlineData("mas")]
    [InlineData("lwf")]
    public void The_state_does_not_grow_from_the_second_task_on(string name, params string[] settings)
    {
        using ContinualLearner learner = TinyRun.Learner(Compose(name, settings));
        var sizes = new List<long>();
        for (int task = 0; task < 30; task++)
        {
            learner.Learn($"task{task}", TinyRun.Task(task % 3, 4), TestContext.Current.CancellationToken);
            sizes.Add(learner.StateBytes);
        }
        sizes[1..].Should().OnlyContain(s => s == sizes[1]);
        sizes[1].Should().BeInRange(learner.Model.Space.Length * sizeof(double), 2 * learner.Model.Space.Length * sizeof(double) + sizeof(double));
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Every_estimator_drives_every_penalty(string estimator)
    {
        foreach (string name in new[] { "ewc", "si", "mas", "l2" })
        {
            var terms = new List<double>();
            using ContinualLearner learner = TinyRun.Learner(Compose(name, [$"estimate={estimator}"]), hear: e =>
            {
                if (e is StepFinished s) terms.Add(s.Terms.GetValueOrDefault(name));
            });
            for (int task = 0; task < 3; task++) learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
            terms[..4].Should().OnlyContain(t => t == 0, "the weights of the first task's end are the anchor of the second");
            new[] { terms[5], terms[8] }.Should().OnlyContain(t => t > 0 && double.IsFinite(t));
            learner.Weights.isfinite().all().ToBoolean().Should().BeTrue();
            learner.StateBytes.Should().BeLessThanOrEqualTo(2 * learner.Model.Space.Length * sizeof(double) + sizeof(double), "trackers end with their task");
        }
    }

    [Theory]
    [InlineData("l2")]
    [InlineData("ewc")]
    [InlineData("ewc", "online=true")]
    [InlineData("si")]
    [InlineData("mas")]
    [InlineData("lwf")]
    public void Beside_KIF_the_penalty_is_around_the_fused_weights(string name, params string[] settings)
    {
        var terms = new List<double>();
        using ContinualLearner learner = TinyRun.Learner(Compose($"kif-lora+{name}", settings.Select(s => $"{name}.{s}")), hear: e =>
        {
            if (e is StepFinished s && s.Terms.TryGetValue(name, out double term)) terms.Add(term);
        });
        for (int task = 0; task < 3; task++) learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
        terms.Should().HaveCount(6, "the second and third task have three steps each");
        terms[0].Should().BeApproximately(0, 1e-14);
        terms[2].Should().BePositive();
        terms[5].Should().BePositive();
        // Separate EWC has penalties around two sets of weights in the third task; the others around the last ones only.
        if (name != "ewc" || settings.Length > 0) terms[3].Should().BeApproximately(0, 1e-14);
        else terms[3].Should().BePositive();
    }

    [Theory]
    [InlineData("l2", "lambda=10")]
    [InlineData("ewc", "lambda=400")]
    [InlineData("ewc", "lambda=400", "online=true")]
    [InlineData("si", "lambda=10")]
    [InlineData("mas", "lambda=1")]
    [InlineData("lwf", "lambda=10")]
    public void A_first_task_is_forgotten_less_than_by_plain_sequential_training(string name, params string[] settings)
    {
        double plain = LossOfTheFirstTaskAfterTheSecond("seq-lora", []), kept = LossOfTheFirstTaskAfterTheSecond(name, settings);
        kept.Should().BeLessThan(0.9 * plain);
    }

    [Theory]
    [InlineData("l2")]
    [InlineData("ewc")]
    [InlineData("ewc", "online=true")]
    [InlineData("si")]
    [InlineData("mas")]
    [InlineData("lwf")]
    public void In_float32_the_terms_are_those_of_float64_but_for_rounding(string name, params string[] settings)
    {
        double[] Terms(ScalarType dtype)
        {
            var terms = new List<double>();
            using ContinualLearner learner = TinyRun.Learner(Compose(name, settings), dtype: dtype,
                hear: e => terms.AddRange(e is StepFinished s ? s.Terms.Values : []));
            for (int task = 0; task < 3; task++) learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
            learner.Weights.dtype.Should().Be(dtype);
            return [.. terms];
        }

        double[] narrow = Terms(ScalarType.Float32), wide = Terms(ScalarType.Float64);
        narrow.Should().HaveCount(6).And.HaveSameCount(wide);
        for (int i = 0; i < narrow.Length; i++) narrow[i].Should().BeApproximately(wide[i], 1e-3 * wide.Max(), $"term {i}");
    }

    private static double LossOfTheFirstTaskAfterTheSecond(string name, string[] settings)
    {
        using var scope = torch.NewDisposeScope();
        TrainingOptions options = TinyRun.Options;
        options.Epochs = 10;
        using ContinualLearner learner = TinyRun.Learner(Compose(name, settings), options);
        learner.Learn("first", TinyRun.Task(0), TestContext.Current.CancellationToken);
        learner.Learn("second", TinyRun.Task(1), TestContext.Current.CancellationToken);
        using TokenBatch batch = learner.Model.Collate([.. TinyRun.Task(0).Select(TinyRun.Encoder.Encode)]);
        return learner.Model.Forward(batch, learner.Weights).Loss.ToDouble();
    }

    private static (double[] Losses, double[] Weights, long State) Run(string name, string[] settings, int tasks)
    {
        var losses = new List<double>();
        using ContinualLearner learner = TinyRun.Learner(Compose(name, settings), dropout: Dropout, hear: e =>
        {
            if (e is StepFinished s) losses.Add(s.Loss);
        });
        for (int task = 0; task < tasks; task++) learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
        return ([.. losses], learner.Weights.data<double>().ToArray(), learner.StateBytes);
    }

    private static StrategyComposition Compose(string name, IEnumerable<string> settings) =>
        Composer.Choose(name, settings.Select(s => s.Split('=', 2)).Select(p => new KeyValuePair<string, string>(p[0], p[1]))).Compose();
}
