namespace Kif;

/// <summary>
/// A fuser with the same coefficient for every unit, regardless of importance: the control that importance-based fusion has to beat (algorithms.md 4,
/// Constant).
/// </summary>
/// <param name="current">The weight of the current model: 1 takes the current weights, 0 the previous ones, 0.5 averages.</param>
internal sealed class FixedRatioFuser(double current) : IKnowledgeFuser
{
    /// <inheritdoc/>
    public Fusion Fuse(in FusionInput input) => new([.. Enumerable.Repeat(current, input.Units.Count)]);
}
