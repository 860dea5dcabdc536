using Kif.Tests;

namespace Kif.Strategies.Tests.Importance;

/// <summary>algorithms.md 14.1: one 2x3 unit over four steps, of which step 0 must be skipped.</summary>
public sealed class SensitivityTests
{
    private static readonly double[][] Weights =
        [[9, 9, 9, 9, 9, 9], [0.5, -1, 0.2, 0, 0.4, -0.3], [0.4, -0.9, 0.3, 0.1, 0.5, -0.2], [0.3, -0.8, 0.4, 0.2, 0.6, -0.1]];

    private static readonly double[][] Gradients =
        [[9, 9, 9, 9, 9, 9], [0.2, 0.1, -0.4, 0.3, -0.5, 1], [0.1, -0.2, 0.2, -0.3, 0.4, 0.5], [-0.2, 0.3, 0.1, 0.1, -0.1, 2]];

    private static readonly ParameterSpace Space = new([new("w", new ModuleInfo("w"), ParameterRole.Weight, [2, 3])], ScalarType.Float64);

    [Theory]
    [InlineData(SensitivityOrder.First, 0.00175256729109)]
    [InlineData(SensitivityOrder.Second, 7.38184758864e-05)]
    [InlineData(SensitivityOrder.Mixed, 0.00195517082422)]
    public void The_unit_score_is_that_of_the_worked_example(object order, double wanted) =>
        (Score((SensitivityOrder)order, new()) / wanted).Should().BeApproximately(1, 1e-9);

    [Fact]
    public void The_smoothed_sensitivity_and_uncertainty_are_those_of_the_worked_example()
    {
        using var scope = torch.NewDisposeScope();
        var tracker = Track(SensitivityOrder.First, new());
        double[] s = [0.0249375, 0.0697875, 0.02232, 0.006825, 0.056175, 0.0752625],
            u = [0.017180625, 0.052625625, 0.0152235, 0.0052275, 0.03742125, 0.052306875];
        for (int i = 0; i < 6; i++)
        {
            tracker.Smoothed.data<double>()[i].Should().BeApproximately(s[i], 1e-12);
            tracker.Uncertainty.data<double>()[i].Should().BeApproximately(u[i], 1e-12);
        }
        tracker.Visit(new StateDisposal());
    }

    [Fact]
    public void Each_option_changes_the_outcome()
    {
        double plain = Score(SensitivityOrder.Mixed, new());
        Score(SensitivityOrder.Mixed, new() { Beta1 = 0.5 }).Should().NotBe(plain);
        Score(SensitivityOrder.Mixed, new() { Beta2 = 0.5 }).Should().NotBe(plain);
        Score(SensitivityOrder.Mixed, new() { WarmupSteps = 1 }).Should().NotBe(plain);
        Score(SensitivityOrder.Mixed, new() { Timing = SensitivityTiming.BeforeStep }).Should().NotBe(plain);
        Score(SensitivityOrder.Mixed, new() { Unclipped = true }).Should().NotBe(plain);
        Score(SensitivityOrder.Mixed, new() { Smoothing = SensitivitySmoothing.Mean }).Should().NotBe(plain);
    }

    [Theory]
    [InlineData(SensitivityOrder.Second, new[] { 0.00182775, 0.01385475, 0.0013926, 0.00017475, 0.009975, 0.01702875 }, new[]
        { 0.0011978625, 0.0108317625, 0.00090678, 0.000131325, 0.00832575, 0.0121156875 })]
    [InlineData(SensitivityOrder.Mixed, new[] { 0.024563625, 0.072583875, 0.0223173, 0.006852375, 0.0560625, 0.083776875 }, new[]
        { 0.01704069375, 0.05514980625, 0.01515159, 0.0052421625, 0.037057875, 0.05798540625 })]
    public void Either_average_alone_is_that_of_the_worked_example(object order, double[] sensitivity, double[] uncertainty)
    {
        var approximated = (SensitivityOrder)order;
        double[] s = Elements(approximated, new(), SensitivityScore.Sensitivity), u = Elements(approximated, new(), SensitivityScore.Uncertainty);
        for (int i = 0; i < 6; i++)
        {
            s[i].Should().BeApproximately(sensitivity[i], 1e-12);
            u[i].Should().BeApproximately(uncertainty[i], 1e-12);
        }
    }

    [Fact]
    public void Without_smoothing_the_last_step_alone_counts()
    {
        double[] wanted = [0.06, 0.24, 0.04, 0.02, 0.06, 0.2];
        foreach (SensitivityScore score in new[] { SensitivityScore.Product, SensitivityScore.Sensitivity })
        {
            double[] seen = Elements(SensitivityOrder.First, new() { Smoothing = SensitivitySmoothing.None }, score);
            for (int i = 0; i < 6; i++) seen[i].Should().BeApproximately(wanted[i], 1e-12);
        }
        FluentActions.Invoking(
            () => new SensitivityImportance(SensitivityOrder.First, new() { Smoothing = SensitivitySmoothing.None }, SensitivityScore.Uncertainty))
            .Should().Throw<CompositionException>().WithMessage("smoothing=None*uncertainty-only*");
    }

    [Fact]
    public void Plain_means_weigh_all_steps_alike()
    {
        // Element 0 of the worked example: I = 0.1, 0.04, 0.06; the running means are 0.1, 0.07, 0.2/3.
        var mean = new SensitivityOptions { Smoothing = SensitivitySmoothing.Mean };
        Elements(SensitivityOrder.First, mean, SensitivityScore.Sensitivity)[0].Should().BeApproximately(0.2 / 3, 1e-12);
        Elements(SensitivityOrder.First, mean, SensitivityScore.Uncertainty)[0].Should().BeApproximately((0 + 0.03 + (0.2 / 3 - 0.06)) / 3, 1e-12);
    }

    /// <summary>algorithms.md 15.5: matrix scores of first order scale with the square of the gradients.</summary>
    [Fact]
    public void Scaling_all_gradients_scales_a_first_order_matrix_score_by_the_square() =>
        (Score(SensitivityOrder.First, new(), scale: 3) / Score(SensitivityOrder.First, new())).Should().BeApproximately(9, 1e-9);

    private static double Score(SensitivityOrder order, SensitivityOptions options, double scale = 1)
    {
        using var scope = torch.NewDisposeScope();
        SensitivityTracker tracker = Track(order, options, scale);
        Tensor elements = tracker.Score(Hook.TaskEnd(Space.Zeros(), Space.Zeros()));
        double score = new MatrixUnits().Decompose(Space).Reduce(elements, UnitAggregation.Mean).Values[0];
        tracker.Visit(new StateDisposal());
        return score;
    }

    private static double[] Elements(SensitivityOrder order, SensitivityOptions options, SensitivityScore score)
    {
        using var scope = torch.NewDisposeScope();
        SensitivityTracker tracker = Track(order, options, score: score);
        double[] elements = tracker.Score(Hook.TaskEnd(Space.Zeros(), Space.Zeros())).data<double>().ToArray();
        tracker.Visit(new StateDisposal());
        return elements;
    }

    private static SensitivityTracker Track(SensitivityOrder order, SensitivityOptions options, double scale = 1,
        SensitivityScore score = SensitivityScore.Product)
    {
        var tracker = new SensitivityTracker(order, options, Space, torch.CPU, score);
        for (int s = 0; s < Weights.Length; s++)
            tracker.Observe(
                Hook.StepEnd(s, torch.tensor(Weights[s]), torch.tensor(Gradients[s]) * scale) with
                {
                    ClippingFactor = 0.5, PreviousWeights = torch.tensor(Weights[Math.Max(0, s - 1)]),
                });
        return tracker;
    }
}
