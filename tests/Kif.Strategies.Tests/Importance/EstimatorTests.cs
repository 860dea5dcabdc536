using Kif.Tests;

namespace Kif.Strategies.Tests.Importance;

/// <summary>algorithms.md 4: each estimator's formula on given steps, weights and per-example gradients.</summary>
public sealed class EstimatorTests
{
    private static readonly ParameterSpace Space = new([new("w", new ModuleInfo("w"), ParameterRole.Weight, [3])], ScalarType.Float64);
    private static readonly double[][] Examples = [[1, -2, 0], [2, 0, 1], [0, 1, -1]];

    [Fact]
    public void The_gradient_average_is_that_of_absolute_values()
    {
        double[] score = Score(new GradientImportance(new GradientImportanceOptions { Beta = 0.5 }), [[2, -4, 0], [4, 8, 1]]);
        score.Should().Equal(0.5 * (0.5 * 2) + 0.5 * 4, 0.5 * (0.5 * 4) + 0.5 * 8, 0.5);
        Score(new GradientImportance(new GradientImportanceOptions { Beta = 0.5, Unclipped = true }), [[2, -4, 0], [4, 8, 1]]).Should()
            .Equal([.. score.Select(s => 2 * s)], "gradients were clipped by a half");
    }

    [Fact]
    public void The_average_of_squares_is_corrected_for_its_start()
    {
        double[] constant = Score(new GradientImportance(new SquaredGradientOptions()), [[2, -3, 0.5], [2, -3, 0.5], [2, -3, 0.5]]);
        Compare(constant, [4, 9, 0.25]);
        double[] turning = Score(new GradientImportance(new SquaredGradientOptions { Beta = 0.9 }), [[1, 0, 0], [0, 2, 0]]);
        Compare(turning, [0.9 * 0.1 / 0.19, 0.1 * 4 / 0.19, 0]);
        Score(new GradientImportance(new SquaredGradientOptions()), []).Should().Equal(0, 0, 0);
    }

    [Fact]
    public void Weights_and_what_moved_count_by_their_size()
    {
        Score(new WeightImportance(moved: false), []).Should().Equal(1, 2, 3);
        Score(new WeightImportance(moved: true), []).Should().Equal(0.5, 2.5, 3);
    }

    /// <summary>algorithms.md 14.8 for the squares of single examples and of one batch.</summary>
    [Theory]
    [InlineData(1, 5.0 / 3, 5.0 / 3, 2.0 / 3)]
    [InlineData(3, 1, 1.0 / 9, 0)]
    [InlineData(2, (2.25 + 0) / 2, (1 + 1) / 2.0, (0.25 + 1) / 2)]
    public void The_Fisher_information_is_the_mean_of_squares(int batch, double a, double b, double c)
    {
        var probe = new TableProbe();
        Compare(Score(new FisherImportance(new() { BatchSize = batch }), [], probe), [a, b, c]);
        probe.Losses.Should().OnlyContain(l => l == GradientTarget.CrossEntropy);
    }

    [Fact]
    public void The_textbooks_Fisher_draws_its_labels()
    {
        var probe = new TableProbe();
        Score(new FisherImportance(new() { Labels = FisherLabels.Sampled }), [], probe);
        probe.Losses.Should().Equal(GradientTarget.SampledLabels);
    }

    [Fact]
    public void A_pass_over_the_data_has_at_most_so_many_examples_of_the_task()
    {
        var probe = new TableProbe();
        double[] two = Score(new FisherImportance(new() { MaxExamples = 2 }), [], probe);
        probe.Seen.Should().HaveCount(2).And.OnlyHaveUniqueItems();
        two.Should().NotEqual(Score(new FisherImportance(new()), []));
        new FisherImportanceOptions().MaxExamples.Should().Be(1000);
        new MasImportanceOptions().MaxExamples.Should().Be(1000);
    }

    [Fact]
    public void MAS_is_the_mean_size_of_the_gradients_of_the_squared_logits()
    {
        var probe = new TableProbe();
        Compare(Score(new MasImportance(new()), [], probe), [1, 1, 2.0 / 3]);
        Compare(Score(new MasImportance(new() { BatchSize = 3 }), [], probe), [1, 1.0 / 3, 0]);
        probe.Losses.Should().OnlyContain(l => l == GradientTarget.SquaredLogits);
    }

    /// <summary>algorithms.md 14.10, SI.</summary>
    [Fact]
    public void The_path_integral_is_that_of_the_worked_example()
    {
        using var scope = torch.NewDisposeScope();
        var space = new ParameterSpace([new("w", new ModuleInfo("w"), ParameterRole.Weight, [2])], ScalarType.Float64);
        var estimator = new PathImportance(new());
        estimator.NeedsPath.Should().BeTrue();
        IImportanceTracker tracker = estimator.Track(Start(space));
        double[][] gradients = [[1, -0.5], [0.5, 0.5]], moves = [[-0.1, 0.05], [-0.05, -0.1]];
        Tensor at = torch.zeros(2, dtype: ScalarType.Float64), start = at;
        for (int s = 0; s < 2; s++)
        {
            Tensor next = at + torch.tensor(moves[s]);
            tracker.Observe(Hook.StepEnd(s, next, next * 99) with { PreviousWeights = at, TaskGradients = torch.tensor(gradients[s]) });
            at = next;
        }
        double[] score = tracker.Score(Hook.TaskEnd(start, at)).data<double>().ToArray();
        tracker.Visit(new StateDisposal());
        score[0].Should().BeApproximately(5.31914893617, 1e-9);
        score[1].Should().BeApproximately(21.4285714286, 1e-9);
    }

    [Fact]
    public void Random_scores_belong_to_the_seed_and_to_the_units_name_and_not_to_its_place()
    {
        ParameterSpace space = LoraSpace.Of(2, ("m", 3, 4), ("n", 2, 2));
        SkillUnits units = new RankUnits().Decompose(space), turned = new(space, [.. units.Units.Reverse()]);
        double[] Draw(SkillUnits some, ulong seed)
        {
            using Tensor w = space.Zeros();
            return new RandomImportance().Track(Start(space, seed))
                .ScoreUnits(Hook.TaskEnd(w, w) with { Random = new RandomStream(9) }, some)!.Values.ToArray();
        }
        double[] first = Draw(units, 1);
        first.Should().OnlyHaveUniqueItems().And.OnlyContain(v => v >= 0 && v < 1);
        Draw(turned, 1).Should().Equal(first.Reverse());
        Draw(units, 2).Should().NotEqual(first);
    }

    [Fact]
    public void Constant_scores_are_one_however_large_the_unit_is()
    {
        ParameterSpace space = LoraSpace.Of(2, ("m", 3, 4), ("n", 2, 2));
        using Tensor w = space.Zeros();
        TaskEnd task = Hook.TaskEnd(w, w) with { Random = new RandomStream(9) };
        IImportanceTracker tracker = new ConstantImportance().Track(Start(space));
        tracker.ScoreUnits(task, new MatrixUnits().Decompose(space))!.Values.ToArray().Should().Equal(1, 1, 1, 1);
        using Tensor elements = tracker.Score(task);
        elements.data<double>().ToArray().Should().OnlyContain(v => v == 1);
    }

    private static TaskStart Start(ParameterSpace space, ulong seed = 1)
    {
        Tensor weights = space.Zeros();
        return Hook.TaskStart(space, weights) with { TrainExamples = 3, Random = new RandomStream(seed) };
    }

    private static double[] Score(IImportanceEstimator estimator, double[][] gradients, IExtraPasses? probe = null)
    {
        using var scope = torch.NewDisposeScope();
        Tensor start = torch.tensor(new[] { 0.5, 0.5, 0 }), end = torch.tensor(new double[] { 1, -2, 3 });
        IImportanceTracker tracker = estimator.Track(Start(Space));
        for (int s = 0; s < gradients.Length; s++)
            tracker.Observe(Hook.StepEnd(s, end, torch.tensor(gradients[s])) with { ClippingFactor = 0.5 });
        Example[] train = [.. Enumerable.Range(0, 3).Select(i => new Example("", "", $"{i}"))];
        double[] score = tracker.Score(Hook.TaskEnd(start, end) with { Train = train, Passes = probe ?? new TableProbe() }).data<double>().ToArray();
        tracker.Visit(new StateDisposal());
        return score;
    }

    private static void Compare(double[] seen, double[] wanted)
    {
        seen.Should().HaveCount(wanted.Length);
        for (int i = 0; i < wanted.Length; i++) seen[i].Should().BeApproximately(wanted[i], 1e-9 * Math.Max(1, Math.Abs(wanted[i])), $"element {i}");
    }

    /// <summary>A probe whose gradients per example are those of the table.</summary>
    private sealed class TableProbe : IExtraPasses
    {
        public List<GradientTarget> Losses { get; } = [];

        public List<string> Seen { get; } = [];

        public Tensor Gradients(IReadOnlyList<Example> examples, Tensor weights, GradientTarget loss, GradientReduction reduction)
        {
            Losses.Add(loss);
            Seen.AddRange(examples.Select(e => e.Id));
            double[][] rows = [.. examples.Select(e => Examples[e.Id[0] - '0'])];
            double Each(double g) => reduction switch { GradientReduction.MeanSquare => g * g, GradientReduction.MeanAbsolute => Math.Abs(g), _ => g };
            return torch.tensor(Enumerable.Range(0, 3).Select(i => rows.Average(r => Each(r[i]))).ToArray());
        }

        public Tensor Logits(IReadOnlyList<Example> examples, Tensor weights) => throw new NotSupportedException();

        public ForwardResult Forward(IReadOnlyList<Example> examples, Tensor weights) => throw new NotSupportedException();

        public IExampleEncoder Encoder => throw new NotSupportedException();

        public ForwardResult Forward(IReadOnlyList<EncodedExample> examples, Tensor weights) => throw new NotSupportedException();

        public IReadOnlyList<string> Generate(IReadOnlyList<Example> examples, Tensor weights, int maxNewTokens) => throw new NotSupportedException();

        public IReadOnlyList<int[]> Generate(
            IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, RandomStream random) => throw new NotSupportedException();
    }
}
