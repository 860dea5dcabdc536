namespace Kif.Pipeline.Tests.Training;

public sealed class OptimizerTests
{
    [Fact]
    public void AdamW_moves_as_the_librarys_does()
    {
        using var scope = torch.NewDisposeScope();
        var space = new ParameterSpace([new("w", new ModuleInfo("w"), ParameterRole.Weight, [7])], ScalarType.Float64);
        Tensor mine = torch.linspace(-1, 1, 7, dtype: ScalarType.Float64), target = torch.linspace(0.3, 2, 7, dtype: ScalarType.Float64);
        var theirs = new TorchSharp.Modules.Parameter(mine.clone());
        var reference = torch.optim.AdamW([theirs], lr: 0.05, weight_decay: 0.1);
        using var adam = new AdamW(space, torch.CPU, new() { WeightDecay = 0.1 });
        for (int i = 0; i < 20; i++)
        {
            reference.zero_grad();
            (theirs - target).pow(4).sum().backward();
            reference.step();
            adam.Step(mine, 4 * (mine - target).pow(3), 0.05, null);
        }
        (mine - theirs).abs().max().ToDouble().Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Norms_do_not_decay_unless_asked_to()
    {
        using var scope = torch.NewDisposeScope();
        var space = new ParameterSpace(
            [new("w", new ModuleInfo("w"), ParameterRole.Weight, [1]), new("n", new ModuleInfo("n"), ParameterRole.Norm, [1], Decays: false)],
            ScalarType.Float64);
        double[] After(bool norms)
        {
            Tensor weights = torch.ones(2, dtype: ScalarType.Float64);
            using var adam = new AdamW(space, torch.CPU, new() { WeightDecay = 0.5, DecayNorms = norms });
            adam.Step(weights, space.Zeros(), 0.1, null);
            return weights.data<double>().ToArray();
        }
        After(false).Should().Equal(0.95, 1);
        After(true).Should().Equal(0.95, 0.95);
    }

    [Fact]
    public void The_rate_warms_up_and_decays_linearly()
    {
        double[] rates = [.. Enumerable.Range(0, 10).Select(s => LearningRates.At(s, 10, 4, 1, LearningRateSchedule.Linear))];
        rates[..5].Should().Equal(0, 0.25, 0.5, 0.75, 1);
        rates[9].Should().BeApproximately(1.0 / 6, 1e-12);
        LearningRates.At(9, 10, 4, 1, LearningRateSchedule.Constant).Should().Be(1);
        LearningRates.Warmup(new() { WarmupSteps = 50 }, 30).Should().Be(3);
        LearningRates.Warmup(new() { WarmupSteps = 50, ExactWarmup = true }, 30).Should().Be(50);
    }

    [Fact]
    public void The_rate_warms_up_and_falls_as_half_a_cosine()
    {
        double[] rates = [.. Enumerable.Range(0, 11).Select(s => LearningRates.At(s, 10, 2, 4, LearningRateSchedule.Cosine))];
        rates[..3].Should().Equal(0, 2, 4);
        rates[6].Should().BeApproximately(2, 1e-12);
        rates[4].Should().BeApproximately(2 + Math.Sqrt(2), 1e-12);
        rates[10].Should().Be(0);
    }

    [Theory]
    [InlineData(0.2, 6, 2)]
    [InlineData(0.2, 5, 1)]
    [InlineData(0.001, 5, 1)]
    [InlineData(0.0, 5, 0)]
    [InlineData(1.0, 5, 5)]
    public void A_share_of_warm_up_steps_is_rounded_up(double ratio, int steps, int warmup)
    {
        LearningRates.Warmup(new() { WarmupRatio = ratio }, steps).Should().Be(warmup);
        LearningRates.Warmup(new() { WarmupRatio = ratio, WarmupSteps = 3, ExactWarmup = true }, steps).Should().Be(warmup);
    }
}
