namespace Kif;

/// <summary>All micro-batches of a step have been differentiated; terms of the weights alone are added now, once per step.</summary>
/// <param name="position">Where in the run.</param>
/// <param name="space">The space of the weights.</param>
/// <param name="weights">The weights in training, differentiable.</param>
public readonly ref struct StepEnding(StepPosition position, ParameterSpace space, Tensor weights)
{
    /// <summary>Where in the run.</summary>
    public StepPosition Position { get; } = position;

    /// <summary>The space of the weights.</summary>
    public ParameterSpace Space { get; } = space;

    /// <summary>The weights in training, differentiable.</summary>
    public Tensor Weights { get; } = weights;
}
