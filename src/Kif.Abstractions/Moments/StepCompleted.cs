namespace Kif;

/// <summary>The end of an optimizer step, with the KIF reference's timing: weights after the step, clipped gradients from before it (spec 3.3).</summary>
/// <param name="position">The position in the run.</param>
/// <param name="weights">Weights after the step; borrowed.</param>
/// <param name="gradients">The clipped gradients, penalties included; borrowed.</param>
/// <param name="clippingFactor">The factor by which clipping multiplied the gradients (1 when it did nothing).</param>
/// <param name="previousWeights">Weights before the step, if the plan requested them; borrowed.</param>
/// <param name="taskGradients">Gradients of the task loss alone, without penalties and clipping, if the plan requested them; borrowed.</param>
public readonly ref struct StepCompleted(
    StepPosition position, Tensor weights, Tensor gradients, double clippingFactor = 1, Tensor? previousWeights = null, Tensor? taskGradients = null)
{
    /// <summary>The position in the run.</summary>
    public StepPosition Position { get; } = position;

    /// <summary>Weights after the step; borrowed.</summary>
    public Tensor Weights { get; } = weights;

    /// <summary>The clipped gradients, penalties included; borrowed.</summary>
    public Tensor Gradients { get; } = gradients;

    /// <summary>The factor by which clipping multiplied the gradients (1 when it did nothing).</summary>
    public double ClippingFactor { get; } = clippingFactor;

    /// <summary>Weights before the step, if the plan requested them; borrowed.</summary>
    public Tensor? PreviousWeights { get; } = previousWeights;

    /// <summary>Gradients of the task loss alone, without penalties and clipping, if the plan requested them; borrowed.</summary>
    public Tensor? TaskGradients { get; } = taskGradients;
}
