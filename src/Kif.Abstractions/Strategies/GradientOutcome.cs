namespace Kif;

/// <summary>What a part makes of a step's gradients.</summary>
/// <param name="Gradients">Other gradients, or null to leave them.</param>
/// <param name="UpdateMask">1 where the optimiser may change entries in this step, 0 where not; null masks nothing. Zeroed gradients alone still move through momentum.</param>
public readonly record struct GradientOutcome(Tensor? Gradients = null, Tensor? UpdateMask = null)
{
    /// <summary>Leaves the gradients as they are.</summary>
    public static GradientOutcome Unchanged => default;
}
