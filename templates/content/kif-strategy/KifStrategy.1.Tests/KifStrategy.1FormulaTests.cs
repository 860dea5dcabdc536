namespace KifStrategy._1.Tests;

/// <summary>The formula by hand, without a model.</summary>
public sealed class KifStrategy__1FormulaTests
{
    // This test may be the first to touch libtorch.
    static KifStrategy__1FormulaTests() => Kif.Models.NativeTorch.EnsureLoaded();

    [Fact]
    public void There_is_no_penalty_in_the_first_task_and_then_one_on_the_distance_from_its_weights()
    {
        using var scope = torch.NewDisposeScope();
        var sample = new SampleArguments(SampleArguments.LoraSpace(1, ("module", 1, 1)));
        var strategy = new KifStrategy__1Strategy(new() { Lambda = 4 });
        Assert.Null(strategy.Penalty(sample.PenaltyInput(sample.Vector(1, 2))));
        strategy.AfterTask(sample.TaskFinished(0, sample.Vector(0, 0), sample.Vector(0, 1)));
        torch.Tensor? penalty = strategy.Penalty(sample.PenaltyInput(sample.Vector(1, 3)));
        Assert.True(penalty is not null, "Penalty returned null after AfterTask: nothing was kept; keep the weights there with Keep(ref anchor, task.Weights)");
        Assert.Equal(4.0 / 2 * (1 * 1 + 2 * 2), penalty.item<double>());
        strategy.Visit(new StateDisposal());
    }
}
