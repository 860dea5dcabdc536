using Kif;
using Kif.Testing;
using ThirdParty.Strategy;
using TorchSharp;
using Xunit;

namespace ThirdParty.Tests;

public sealed class SlowWeightsTests
{
    [Fact]
    public void What_is_kept_is_the_moving_average_over_the_steps_from_the_task_s_start()
    {
        using var scope = torch.NewDisposeScope();
        var sample = new SampleArguments(SampleArguments.LoraSpace(1, ("m", 1, 1)));
        var strategy = new SlowWeights(new() { Momentum = 0.5 });
        strategy.BeforeTask(sample.TaskStart(0, sample.Vector(0, 8)));
        strategy.AfterStep(sample.StepEnd(0, sample.Vector(2, 8), sample.Vector(0, 0)));
        strategy.AfterStep(sample.StepEnd(1, sample.Vector(4, 0), sample.Vector(0, 0)));
        torch.Tensor kept = strategy.EndTask(sample.TaskEnd(0, sample.Vector(0, 8), sample.Vector(4, 0))).Weights!;
        Assert.Equal([(0.5 * 0 + 0.5 * 2) * 0.5 + 0.5 * 4, 0.5 * 8 + 0.5 * 0], kept.data<double>().ToArray());
        strategy.Visit(new StateDisposal());
    }
}
