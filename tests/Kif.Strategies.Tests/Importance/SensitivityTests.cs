namespace Kif.Strategies.Tests.Importance;

/// <summary>Spec 14.1: one 2x3 unit over four steps, of which step 0 must be skipped.</summary>
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
    public void The_unit_score_is_that_of_the_worked_example(SensitivityOrder order, double wanted) =>
        (Score(order, new()) / wanted).Should().BeApproximately(1, 1e-9);

    [Fact]
    public void The_smoothed_sensitivity_and_uncertainty_are_those_of_the_worked_example()
    {
        using var scope = torch.NewDisposeScope();
        var tracker = Track(SensitivityOrder.First, new());
        double[] s = [0.0249375, 0.0697875, 0.02232, 0.006825, 0.056175, 0.0752625], u = [0.017180625, 0.052625625, 0.0152235, 0.0052275, 0.03742125, 0.052306875];
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
    }

    /// <summary>Spec 15.5: matrix scores of first order scale with the square of the gradients.</summary>
    [Fact]
    public void Scaling_all_gradients_scales_a_first_order_matrix_score_by_the_square() =>
        (Score(SensitivityOrder.First, new(), scale: 3) / Score(SensitivityOrder.First, new())).Should().BeApproximately(9, 1e-9);

    private static double Score(SensitivityOrder order, SensitivityOptions options, double scale = 1)
    {
        using var scope = torch.NewDisposeScope();
        SensitivityTracker tracker = Track(order, options, scale);
        Tensor entries = tracker.Score(new TaskCompleted("t", 0, Space.Zeros(), Space.Zeros(), [], [], null!, new RandomStream(1)));
        double score = new MatrixUnits().Decompose(Space).Reduce(entries, UnitAggregation.Mean).Values[0];
        tracker.Visit(new StateDisposal());
        return score;
    }

    private static SensitivityTracker Track(SensitivityOrder order, SensitivityOptions options, double scale = 1)
    {
        var tracker = new SensitivityTracker(order, options, Space, torch.CPU);
        for (int s = 0; s < Weights.Length; s++)
            tracker.Observe(new StepCompleted(new StepPosition("t", 0, null, s, 4), torch.tensor(Weights[s]), torch.tensor(Gradients[s]) * scale, 0.5, torch.tensor(Weights[Math.Max(0, s - 1)])));
        return tracker;
    }
}
