namespace Kif;

/// <summary>A part's adjustment of a step's gradients.</summary>
/// <param name="Gradients">New gradients, or null to keep them.</param>
/// <param name="UpdateMask">
/// 1 where the optimizer may change elements in this step, 0 elsewhere; null for all. Momentum still moves elements with zero gradients.
/// </param>
public readonly record struct GradientOutcome(Tensor? Gradients = null, Tensor? UpdateMask = null)
{
    /// <summary>Leaves the gradients as they are.</summary>
    public static GradientOutcome Unchanged => default;
}
