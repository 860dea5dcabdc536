namespace Kif.Pipeline.Tests.Training;

[Collection(AloneCollection.Name)]
public sealed class LoopTests
{
    private static StrategyComposition With(ScriptedPart part, IReplayBuffer? buffer = null) => new([new("scripted", part)], buffer);

    [Fact]
    public void KIF_that_always_takes_the_current_weights_is_sequential_training_bit_for_bit()
    {
        var kif = new KifStrategy(new RankUnits(), new SensitivityImportance(SensitivityOrder.Mixed, new()), new FixedRatioFuser(1), new KifLoraOptions());
        TinyRun.Learn(new([new("kif", kif)]), tasks: 3, dropout: 0.1).Should().Equal(TinyRun.Learn(tasks: 3, dropout: 0.1));
    }

    [Fact]
    public void KIF_that_always_takes_the_previous_weights_keeps_those_of_the_first_task()
    {
        var kif = new KifStrategy(new RankUnits(), new SensitivityImportance(SensitivityOrder.Mixed, new()), new FixedRatioFuser(0), new KifLoraOptions());
        TinyRun.Learn(new([new("kif", kif)]), tasks: 3).Should().Equal(TinyRun.Learn(tasks: 1));
    }

    [Fact]
    public void Equal_seeds_give_equal_bits_and_other_seeds_other_ones()
    {
        double[] first = TinyRun.Learn(seed: 5, dropout: 0.1);
        TinyRun.Learn(seed: 5, dropout: 0.1).Should().Equal(first);
        TinyRun.Learn(seed: 6, dropout: 0.1).Should().NotEqual(first);
    }

    [Fact]
    public void A_part_that_draws_numbers_and_probes_but_adds_nothing_leaves_the_run_bit_identical()
    {
        var idle = new ScriptedPart
        {
            OnGradients = (in GradientInput step) =>
            {
                step.Random.NextUInt64();
                step.Passes.Gradients(TinyRun.Task(1, 2), step.Weights, GradientTarget.SampledLabels, GradientReduction.MeanSquare);
                return GradientOutcome.Unchanged;
            },
            OnLoss = (in LossInput pass) =>
            {
                pass.More.Forward(TinyRun.Task(2, 2));
                return null;
            },
        };
        TinyRun.Learn(With(idle), dropout: 0.1).Should().Equal(TinyRun.Learn(dropout: 0.1));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(2)]
    [InlineData(3)]
    public void Micro_batches_add_up_to_the_same_step(int micro)
    {
        TrainingOptions options = TinyRun.Options;
        options.MicroBatchSize = micro;
        double[] whole = TinyRun.Learn(), parts = TinyRun.Learn(options: options);
        for (int i = 0; i < whole.Length; i++) parts[i].Should().BeApproximately(whole[i], 1e-9);
        options.EqualMicroBatches = true;
        TinyRun.Learn(options: options).Should().NotEqual(whole);
    }

    [Fact]
    public void A_step_with_a_gradient_that_is_not_finite_is_skipped_whole_and_counted()
    {
        double[]? before = null, after = null;
        var sensitivities = new List<double>();
        var kif = new KifStrategy(new RankUnits(), new SensitivityImportance(SensitivityOrder.Mixed, new()), new AdaptiveFuser(new()), new KifLoraOptions());
        var poison = new ScriptedPart
        {
            OnLoss = (in LossInput pass) => pass.Position.Step == 1 ? pass.Result.Loss * double.NaN : null,
            OnStep = (in StepEnd step) =>
            {
                if (step.Position.Step == 0) before = step.Weights.data<double>().ToArray();
                return StepOutcome.Continue;
            },
            OnGradients = (in GradientInput step) =>
            {
                if (step.Position.Step == 2) after = step.Weights.data<double>().ToArray();
                step.Position.Step.Should().NotBe(1, "no hook sees gradients that are not finite");
                return GradientOutcome.Unchanged;
            },
        };
        var steps = new List<StepFinished>();
        using ContinualLearner learner = TinyRun.Learner(new([new("kif", kif), new("poison", poison)]), hear: e => { if (e is StepFinished s) steps.Add(s); });

        learner.Learn("task", TinyRun.Task(0), TestContext.Current.CancellationToken);

        after.Should().Equal(before);
        learner.Cost.SkippedSteps.Should().Be(1);
        learner.Cost.Steps.Should().Be(2);
        steps.Select(s => s.Skipped).Should().Equal(false, true, false);
        kif.Accumulated!.Values.ToArray().Should().OnlyContain(v => double.IsFinite(v));
    }

    [Fact]
    public void Training_gives_up_after_too_many_skips_in_a_row()
    {
        TrainingOptions options = TinyRun.Options;
        options.MaxConsecutiveSkips = 2;
        var poison = new ScriptedPart { OnLoss = (in LossInput pass) => pass.Result.Loss * double.PositiveInfinity };
        FluentActions.Invoking(() => TinyRun.Learn(With(poison), options: options)).Should().Throw<InvalidOperationException>()
            .WithMessage("*2 steps in a row*");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_run_can_be_canceled_at_any_step(int at)
    {
        using var cancel = new CancellationTokenSource();
        int seen = 0;
        using ContinualLearner learner = TinyRun.Learner(hear: e =>
        {
            if (e is StepFinished s && s.Position.Step == at) cancel.Cancel();
            seen += e is StepFinished ? 1 : 0;
        });
        learner.Invoking(l => l.Learn("task", TinyRun.Task(0), cancel.Token)).Should().Throw<OperationCanceledException>();
        seen.Should().Be(at + 1);
    }

    [Fact]
    public void Native_memory_is_flat_over_thousands_of_steps()
    {
        TrainingOptions options = TinyRun.Options;
        (options.Epochs, options.BatchSize) = (250, 3);
        long early = 0, late = 0;
        var kif = new KifStrategy(new RankUnits(), new SensitivityImportance(SensitivityOrder.Mixed, new()), new AdaptiveFuser(new()), new KifLoraOptions());
        using ContinualLearner learner = TinyRun.Learner(new([new("kif", kif), new("orthogonality", new OrthogonalFactors(new()))]), options, dropout: 0.1,
            dtype: ScalarType.Float32, hear: e =>
        {
            if (e is not StepFinished s) return;
            if (s.Position.Step == 20) early = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            if (s.Position.Step == 1990) late = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        });
        learner.Learn("task", TinyRun.Task(0), TestContext.Current.CancellationToken);
        late.Should().BeLessThanOrEqualTo(early + 2);
    }

    [Fact]
    public void A_disposed_learner_leaves_no_tensor_behind()
    {
        TinyRun.Learn(tasks: 1);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var kif = new KifStrategy(new RankUnits(), new SensitivityImportance(SensitivityOrder.Mixed, new()), new AdaptiveFuser(new()), new KifLoraOptions());
        TinyRun.Learn(new([new("kif", kif), new("orthogonality", new OrthogonalFactors(new()))]));
        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(before);
    }

    [Fact]
    public void Penalties_and_losses_are_reported_by_name_and_pull_the_weights()
    {
        var steps = new List<StepFinished>();
        var pull = new ScriptedPart
            { OnPenalty = (in PenaltyInput step) => 10 * step.Weights.square().sum(), OnLoss = (in LossInput pass) => pass.Result.Loss * 0.5 };
        double[] pulled = TinyRun.Learn(With(pull), hear: e => { if (e is StepFinished s) steps.Add(s); });
        pulled.Sum(w => w * w).Should().BeLessThan(TinyRun.Learn().Sum(w => w * w));
        steps.Should().OnlyContain(s => s.Terms["scripted"] > s.Loss * 0.5);
    }
}
