using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>KIF as it is composed by name, through the real training loop (algorithms.md 15.1, 15.7, 15.8, 15.19).</summary>
public sealed class KifLoopTests
{
    private static StrategyComposition Compose(string name, params string[] settings) =>
        new StrategyComposer(KifServices.BuiltIn())
        .Choose(name, settings.Select(s => s.Split('=', 2)).Select(s => new KeyValuePair<string, string>(s[0], s[1]))).Compose();

    /// <summary>Sequential training of what that strategy trains.</summary>
    private static StrategyComposition Plain(string name) => Compose(Compose(name).Trains == TrainedWeights.All ? "seq-full" : "seq-lora");

    [Theory]
    [InlineData("kif")]
    [InlineData("kif-lora")]
    public void Taking_the_current_weights_is_sequential_training_bit_for_bit(string name) =>
        TinyRun.Learn(Compose(name, "fuse=take-current", "orthogonality=0"), tasks: 3, dropout: 0.1).Should()
        .Equal(TinyRun.Learn(Plain(name), tasks: 3, dropout: 0.1));

    [Theory]
    [InlineData("mixed", "element-masks")]
    [InlineData("fisher", "fisher-weighted")]
    [InlineData("path-integral", "ties")]
    [InlineData("random", "adaptive")]
    public void The_first_task_is_left_bit_for_bit_as_sequential_training_has_it(string estimator, string fuser) =>
        TinyRun.Learn(Compose("kif-lora", $"estimate={estimator}", $"fuse={fuser}", "orthogonality=0"), tasks: 1, dropout: 0.1).Should()
        .Equal(TinyRun.Learn(tasks: 1, dropout: 0.1));

    [Theory]
    [InlineData("kif")]
    [InlineData("kif-lora")]
    public void Taking_the_previous_weights_returns_to_the_start_of_the_task(string name) =>
        TinyRun.Learn(Compose(name, "fuse=take-previous", "orthogonality=0"), tasks: 3).Should().Equal(TinyRun.Learn(Plain(name), tasks: 1));

    [Fact]
    public void Averaging_gives_the_mean_of_start_and_end()
    {
        double[] start = TinyRun.Learn(tasks: 1), end = TinyRun.Learn(tasks: 2),
            fused = TinyRun.Learn(Compose("kif-lora", "fuse=average", "orthogonality=0"), tasks: 2);
        for (int i = 0; i < fused.Length; i++) fused[i].Should().BeApproximately((start[i] + end[i]) / 2, 1e-15);
    }

    [Theory]
    [InlineData("mixed")]
    [InlineData("gradient-squared")]
    [InlineData("path-integral")]
    public void Micro_batches_give_the_importance_of_the_whole_batch(string estimator)
    {
        double[] Importance(int? micro)
        {
            TrainingOptions options = TinyRun.Options;
            options.MicroBatchSize = micro;
            StrategyComposition composition = Compose("kif-lora", $"estimate={estimator}");
            using ContinualLearner learner = TinyRun.Learner(composition, options);
            learner.Learn("task", TinyRun.Task(0));
            return ((KifStrategy)composition.Parts[0].Strategy).Accumulated!.Values.ToArray();
        }
        double[] whole = Importance(null);
        foreach (int micro in new[] { 4, 2, 1 })
        {
            double[] parts = Importance(micro);
            for (int i = 0; i < whole.Length; i++) parts[i].Should().BeApproximately(whole[i], 1e-6 * whole[i], $"micro-batches of {micro}, unit {i}");
        }
    }

    [Fact]
    public void A_step_that_is_not_finite_leaves_sensitivity_and_uncertainty_as_they_were()
    {
        (double[] S, double[] U)? before = null, after = null;
        var kif = new KifStrategy(new RankUnits(), new SensitivityImportance(SensitivityOrder.Mixed, new()), new AdaptiveFuser(new()), new KifLoraOptions());
        (double[], double[]) Averages() =>
            kif.Tracker is SensitivityTracker t ? (t.Smoothed.data<double>().ToArray(), t.Uncertainty.data<double>().ToArray()) : ([], []);
        var poison = new ScriptedPart
        {
            OnLoss = (in LossInput pass) =>
            {
                if (pass.Position.Step == 2) before = Averages();
                if (pass.Position.Step == 3) after = Averages();
                return pass.Position.Step == 2 ? pass.Result.Loss * double.NaN : null;
            },
        };
        TrainingOptions options = TinyRun.Options;
        options.BatchSize = 6;
        using ContinualLearner learner = TinyRun.Learner(new([new("kif", kif), new("poison", poison)]), options);
        learner.Learn("task", TinyRun.Task(0), TestContext.Current.CancellationToken);
        learner.Cost.SkippedSteps.Should().Be(1);
        before!.Value.S.Should().Contain(v => v > 0);
        after!.Value.S.Should().Equal(before.Value.S);
        after.Value.U.Should().Equal(before.Value.U);
    }

    [Fact]
    public void A_model_with_a_tied_head_has_its_embedding_once()
    {
        var kif = new KifStrategy(new MatrixUnits(), new SensitivityImportance(SensitivityOrder.First, new()), new ThresholdFuser(new()),
            new KifMatrixOptions());
        using ContinualLearner learner = TinyRun.Learner(new([new("kif", kif)], trains: TrainedWeights.All));
        for (int task = 0; task < 2; task++) learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
        kif.Units.Names.Count(n => n.Contains("shared", StringComparison.Ordinal) || n.Contains("embed", StringComparison.Ordinal)
            || n.Contains("lm_head", StringComparison.Ordinal)).Should().Be(1);
        kif.Units.CoversAll.Should().BeTrue();
        kif.Accumulated!.Values.ToArray().Should().OnlyContain(v => v >= 0 && v <= 1);
    }

    [Theory]
    [InlineData("kif")]
    [InlineData("kif-lora")]
    [InlineData("kif-lora", "fuse=element-masks")]
    [InlineData("kif-lora", "decompose=element")]
    [InlineData("kif-lora", "fuse=ties", "estimate=random")]
    public void Thirty_short_tasks_leave_a_state_of_the_same_number_of_bytes(string name, params string[] settings)
    {
        TrainingOptions options = TinyRun.Options;
        options.BatchSize = 2;
        using ContinualLearner learner = TinyRun.Learner(Compose(name, settings), options);
        var sizes = new List<long>();
        for (int task = 0; task < 30; task++)
        {
            learner.Learn($"task{task}", TinyRun.Task(task % 3, 4), TestContext.Current.CancellationToken);
            sizes.Add(learner.StateBytes);
        }
        sizes.Should().OnlyContain(s => s == sizes[0]).And.OnlyContain(s => s > 0);
    }
}
