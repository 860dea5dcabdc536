namespace Kif;

/// <summary>The input of a penalty: added once per step, after the backward passes of all micro-batches.</summary>
/// <param name="position">The position in the run.</param>
/// <param name="space">The space of the weights.</param>
/// <param name="weights">The weights in training, differentiable.</param>
public readonly ref struct StepEnding(StepPosition position, ParameterSpace space, Tensor weights)
{
    /// <summary>The position in the run.</summary>
    public StepPosition Position { get; } = position;

    /// <summary>The space of the weights.</summary>
    public ParameterSpace Space { get; } = space;

    /// <summary>The weights in training, differentiable.</summary>
    public Tensor Weights { get; } = weights;
}
