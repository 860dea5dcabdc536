namespace Kif.Pipeline.Tests.Training;

/// <summary>Gradients that strategies ask for outside training.</summary>
public sealed class ProbeTests
{
    [Theory]
    [InlineData(GradientReduction.MeanSquare)]
    [InlineData(GradientReduction.MeanAbsolute)]
    [InlineData(GradientReduction.BatchMean)]
    public void An_example_without_a_label_adds_nothing_and_is_not_counted(GradientReduction reduction)
    {
        using var scope = torch.NewDisposeScope();
        (Tensor all, RunCost cost) = Probe([.. TinyRun.Task(0, 2), new("", "", "unlabelled")], GradientTarget.CrossEntropy, reduction);
        (Tensor labeled, _) = Probe(TinyRun.Task(0, 2), GradientTarget.CrossEntropy, reduction);
        all.data<double>().Should().Equal(labeled.data<double>());
        all.abs().sum().ToDouble().Should().BePositive();
        (cost.ExtraForward, cost.ExtraBackward).Should().Be((2, 2));
        Probe([new("", "", "unlabelled")], GradientTarget.CrossEntropy, reduction).Gradients.abs().sum().ToDouble().Should().Be(0);
    }

    [Theory]
    [InlineData(GradientTarget.LogLikelihood, GradientTarget.CrossEntropy)]
    [InlineData(GradientTarget.SampledLogLikelihood, GradientTarget.SampledLabels)]
    public void A_loss_summed_over_tokens_is_the_mean_times_their_number(GradientTarget sum, GradientTarget mean)
    {
        using var scope = torch.NewDisposeScope();
        IReadOnlyList<Example> one = [TinyRun.Task(0).First(e => TinyRun.Encoder.Encode(e).Target.Length == 3)];
        double[] summed = Probe(one, sum, GradientReduction.BatchMean).Gradients.data<double>().ToArray();
        double[] averaged = Probe(one, mean, GradientReduction.BatchMean).Gradients.data<double>().ToArray();
        for (int i = 0; i < summed.Length; i++) summed[i].Should().BeApproximately(3 * averaged[i], 1e-12);
        summed.Should().Contain(g => Math.Abs(g) > 1e-3);
    }

    public static TheoryData<GradientTarget, GradientReduction> Kinds =>
        [.. from loss in Enum.GetValues<GradientTarget>() from reduction in Enum.GetValues<GradientReduction>() select (loss, reduction)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void However_many_examples_a_pass_may_have_the_gradient_is_that_of_one_batch(GradientTarget loss, GradientReduction reduction)
    {
        using var scope = torch.NewDisposeScope();
        Example[] examples = [.. TinyRun.Task(0, 7), new("", "", "unlabelled")];
        (Tensor whole, RunCost cost) = Probe(examples, loss, reduction);
        foreach (int limit in new[] { 1, 2, 3, 7, 100 })
        {
            int largest = 0;
            (Tensor parts, RunCost same) = Probe(examples, loss, reduction, limit, n => largest = Math.Max(largest, n));
            largest.Should().BeLessThanOrEqualTo(limit);
            (parts - whole).abs().max().ToDouble().Should().BeLessThanOrEqualTo(1e-13 * whole.abs().max().ToDouble());
            same.Numbers.Should().BeEquivalentTo(cost.Numbers);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Logits_losses_and_answers_are_those_of_one_batch(int limit)
    {
        using var scope = torch.NewDisposeScope();
        Example[] examples = [.. TinyRun.Task(0, 4), new("", "", "unlabelled"), .. TinyRun.Task(1, 3)];
        using ILanguageModel model = TinyRun.Model();
        int largest = 0;
        Tensor weights = model.InitialWeights(new RandomStream(4));
        var one = new CountedPasses(model, new SomeWithoutLabels(), new(), new RandomStream(5));
        var more = new CountedPasses(new SeenModel(model, n => largest = Math.Max(largest, n)), new SomeWithoutLabels(), new(), new RandomStream(5), limit);
        (ForwardResult whole, ForwardResult parts) = (one.Forward(examples, weights), more.Forward(examples, weights));
        (parts.Logits - whole.Logits).abs().max().ToDouble().Should().BeLessThan(1e-12);
        parts.Targets.data<long>().ToArray().Should().Equal(whole.Targets.data<long>().ToArray());
        parts.Loss.ToDouble().Should().BeApproximately(whole.Loss.ToDouble(), 1e-13);
        more.Logits(examples, weights).shape.Should().Equal(whole.Logits.shape);
        more.Generate(examples, weights, 4).Should().Equal(one.Generate(examples, weights, 4));
        more.Generate([], weights, 4).Should().BeEmpty();
        largest.Should().Be(limit);
    }

    [Theory]
    [InlineData(GradientTarget.CrossEntropy, 2)]
    [InlineData(GradientTarget.LogLikelihood, 2)]
    [InlineData(GradientTarget.SquaredLogits, 2)]
    [InlineData(GradientTarget.CrossEntropy, 3)]
    [InlineData(GradientTarget.LogLikelihood, 3)]
    [InlineData(GradientTarget.SquaredLogits, 3)]
    public void Batches_of_one_example_over_and_over_have_its_own_square_whatever_their_size(GradientTarget loss, int copies)
    {
        using var scope = torch.NewDisposeScope();
        using ILanguageModel model = TinyRun.Model();
        Tensor weights = model.InitialWeights(new RandomStream(4));
        Example one = TinyRun.Task(0).First(e => TinyRun.Encoder.Encode(e).Target.Length == 3);
        double[] Square(int examples, int batch)
        {
            var passes = new CountedPasses(model, TinyRun.Encoder, new(), new RandomStream(5));
            return new GradientAverage(GradientReduction.MeanSquare, batch).Compute(passes, [.. Enumerable.Repeat(one, examples)], weights, loss, new(1))
                .data<double>().ToArray();
        }
        double[] alone = Square(1, 1), together = Square(copies, 2);
        for (int i = 0; i < alone.Length; i++) together[i].Should().BeApproximately(alone[i], 1e-13 * alone.Max());
        alone.Should().Contain(g => g > 1e-6);
    }

    public static TheoryData<string> Strategies => [.. KifServices.BuiltIn().Strategies.Select(s => s.Name), "gem buffer.pertask=20", "ewc profile=OfficialCode",
        "ewc profile=Paper estimate.batchsize=5", "mas profile=OfficialCode", "a-gem batchsize=11 buffer.share=0.5", "replay buffer=most-uncertain",
        "der++ profile=Paper buffer.share=0.5", "der++ batchsize=7 buffer.share=0.5", "der++ profile=Paper batchsize=5 buffer.share=0.5", "kif-lora estimate=fisher estimate.batchsize=6"];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void No_strategy_has_more_examples_in_a_pass_than_the_run_allows(string strategy)
    {
        foreach ((int? micro, int most) in new (int?, int)[] { (2, 2), (null, 4) })
        {
            int largest = 0;
            StrategyComposition composition = State.OptionVariants.Compose(KifServices.BuiltIn(), strategy);
            using var learner = new ContinualLearner(new SeenModel(TinyRun.Model(trains: composition.Trains), n => largest = Math.Max(largest, n)),
                TinyRun.Encoder, composition, TinyRun.Options with { BatchSize = 4, MicroBatchSize = micro }, new RandomStream(1));
            for (int task = 0; task < 2; task++) learner.Learn($"task{task}", TinyRun.Task(task, 12), TestContext.Current.CancellationToken);
            largest.Should().Be(most);
        }
    }

    [Theory]
    [InlineData("profile=Recommended")]
    [InlineData("profile=Paper")]
    [InlineData("beta=0")]
    [InlineData("alpha=0")]
    public void A_loss_term_over_more_examples_than_a_pass_may_have_has_the_gradient_of_one_pass(string setting)
    {
        double[] Gradients(int most)
        {
            double[] last = [];
            var watch = new ScriptedPart
            {
                OnGradients = (in GradientInput step) =>
                {
                    last = step.Gradients.data<double>().ToArray();
                    return GradientOutcome.Unchanged;
                },
            };
            using StrategyComposition own = State.OptionVariants.Compose(KifServices.BuiltIn(), $"der++ batchsize=8 alpha=3 buffer.share=1 {setting}");
            using ContinualLearner learner = TinyRun.Learner(new([.. own.Parts, new("watch", watch)], own.Buffer), TinyRun.Options with { BatchSize = most });
            for (int task = 0; task < 2; task++) learner.Learn($"task{task}", TinyRun.Task(task, 2), TestContext.Current.CancellationToken);
            return last;
        }
        // A step of two examples each; eight memories are replayed in one pass, or in passes of two or three.
        double[] whole = Gradients(8);
        foreach (int most in new[] { 2, 3 })
        {
            double[] parts = Gradients(most);
            parts.Zip(whole, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-12 * whole.Max(Math.Abs));
        }
    }

    private static (Tensor Gradients, RunCost Cost) Probe(
        IReadOnlyList<Example> examples, GradientTarget loss, GradientReduction reduction, int? limit = null, Action<int>? collated = null)
    {
        using ILanguageModel model = new SeenModel(TinyRun.Model(), collated);
        var cost = new RunCost();
        Tensor weights = model.InitialWeights(new RandomStream(4));
        return (new CountedPasses(model, new SomeWithoutLabels(), cost, new RandomStream(5), limit).Gradients(examples, weights, loss, reduction), cost);
    }

    private sealed class SomeWithoutLabels : IExampleEncoder
    {
        public EncodedExample Encode(Example example) =>
            example.Id == "unlabelled" ? new([5, 6, 1], [EncodedExample.IgnoreIndex, EncodedExample.IgnoreIndex]) : TinyRun.Encoder.Encode(example);

        public string Decode(ReadOnlySpan<int> ids) => "";
    }
}
