namespace Kif.Testing.Tests.Wrong;

/// <summary>Trains, in place of the weights, their distance from the task's start, of every other element.</summary>
internal class EveryOther : ContinualStrategy
{
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Coordinates);

    public override TaskPlan BeforeTask(in TaskStart task) => new() { Coordinates = Distance(task.Space) };

    protected virtual IWeightCoordinates Distance(ParameterSpace space) => new DistanceFromStart(space);
}

internal class DistanceFromStart(ParameterSpace model) : IWeightCoordinates
{
    private readonly Tensor open = (torch.arange(model.Length) % 2).to(model.DType).DetachFromDisposeScope();

    public ParameterSpace Space { get; } = new([new("distance", new("all"), ParameterRole.Other, [model.Length])], model.DType);

    public virtual Tensor Begin(Tensor weights) => torch.zeros_like(weights);

    public virtual Tensor Weights(Tensor start, Tensor coordinates) => start + coordinates;

    public virtual Tensor Project(Tensor gradients) => gradients * open;

    public void Dispose() => open.Dispose();
}

internal sealed class BeginsElsewhere : EveryOther
{
    protected override IWeightCoordinates Distance(ParameterSpace space) => new FromHalf(space);

    private sealed class FromHalf(ParameterSpace space) : DistanceFromStart(space)
    {
        public override Tensor Weights(Tensor start, Tensor coordinates) => start / 2 + coordinates;
    }
}

internal sealed class ProjectsDifferentlyTwice : EveryOther
{
    protected override IWeightCoordinates Distance(ParameterSpace space) => new Halving(space);

    private sealed class Halving(ParameterSpace space) : DistanceFromStart(space)
    {
        public override Tensor Project(Tensor gradients) => gradients / 2;
    }
}

internal sealed class MutatesCoordinates : EveryOther
{
    protected override IWeightCoordinates Distance(ParameterSpace space) => new Shrinking(space);

    private sealed class Shrinking(ParameterSpace space) : DistanceFromStart(space)
    {
        public override Tensor Weights(Tensor start, Tensor coordinates)
        {
            if (!coordinates.requires_grad) coordinates.mul_(0.99);
            return start + coordinates;
        }
    }
}
