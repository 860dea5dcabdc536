using Kif.Tests;

namespace Kif.Baselines.Tests.Adapters;

/// <summary>The moving average of weights (algorithms.md 10.16).</summary>
public sealed class EmaTests : IDisposable
{
    private static readonly ParameterSpace Space = new([new("w", new("m"), ParameterRole.Weight, [1])], ScalarType.Float64);
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(false, new[] { 0.1, 0.29, 0.161 })]
    [InlineData(true, new[] { 0, 0.1, 0.29 })]
    public void Slow_weights_are_those_worked_by_hand(bool beforeStep, double[] slow)
    {
        var ema = new EmaStrategy(new() { Momentum = 0.9, BeforeStep = beforeStep });
        ema.AttachSpace(new() { Space = Space });
        ema.BeforeTask(Hook.TaskStart(Space, One(0))).StartWeights.Should().BeNull();
        double before = 0;
        foreach ((int step, double fast) in new[] { 1.0, 2, -1 }.Index())
        {
            ema.Loss(default);
            ema.AfterStep(Hook.StepEnd(step, One(fast), One(0)) with { PreviousWeights = One(before) });
            ema.EndTask(Hook.TaskEnd(One(0), One(fast))).Weights!.ToDouble().Should().BeApproximately(slow[step], 1e-15);
            before = fast;
        }
        ema.BeforeTask(Hook.TaskStart(Space, One(9)) with { Index = 1 }).StartWeights!.ToDouble().Should().Be(-1, "training goes on from its own weights");
        StateSize.Of(ema).Should().Be(2 * sizeof(double));
        new StrategyComposition([new("ema", ema)]).Dispose();
    }

    [Fact]
    public void Micro_batches_of_a_step_count_one_by_one_where_the_average_precedes_it()
    {
        var ema = new EmaStrategy(new() { Momentum = 0.999, BeforeStep = true });
        ema.AttachSpace(new() { Space = Space });
        ema.BeforeTask(Hook.TaskStart(Space, One(1)));
        for (int i = 0; i < 64; i++) ema.Loss(default);
        ema.AfterStep(Hook.StepEnd(0, One(0), One(0)) with { PreviousWeights = One(0) });
        ema.EndTask(Hook.TaskEnd(One(0), One(0))).Weights!.ToDouble().Should().BeApproximately(0.937974963826, 1e-12);
        new StrategyComposition([new("ema", ema)]).Dispose();
    }

    private static Tensor One(double value) => torch.tensor([value]);
}
