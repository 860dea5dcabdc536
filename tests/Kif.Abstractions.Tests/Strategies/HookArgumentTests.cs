using Kif.Tests;

namespace Kif.Abstractions.Tests.Strategies;

/// <summary>Members of hook arguments that nobody set have their defaults, whichever way the argument was made.</summary>
public sealed class HookArgumentTests
{
    [Fact]
    public void What_is_not_set_has_a_default()
    {
        using Tensor weights = torch.ones(1), trained = torch.zeros(1);
        Hook.StepEnd(0, weights, weights).ClippingFactor.Should().Be(1);
        default(StepEnd).ClippingFactor.Should().Be(1);
        (Hook.StepEnd(0, weights, weights) with { ClippingFactor = 0 }).ClippingFactor.Should().Be(0);
        default(StepEnd).PreviousWeights.Should().BeNull();
        default(TaskStart).Memory.Should().BeEmpty();
        default(TaskEnd).Memory.Should().BeEmpty();
        default(TaskFinished).Memory.Should().BeEmpty();
        default(LossInput).Memory.Should().BeEmpty();
        default(GradientInput).Memory.Should().BeEmpty();
        default(GradientInput).Outputs.Should().BeEmpty();
        default(SpaceAttachment).Frozen.Should().BeEmpty();
        Hook.TaskEnd(weights, weights).Trained.Should().BeSameAs(weights);
        (Hook.TaskEnd(weights, weights) with { Trained = trained }).Trained.Should().BeSameAs(trained);
    }
}
