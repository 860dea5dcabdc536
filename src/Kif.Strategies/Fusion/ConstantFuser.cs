namespace Kif.Strategies;

/// <summary>The same coefficient for every unit, whatever its importance: the control that fusion by importance has to beat (spec 4, Constant).</summary>
/// <param name="current">Weight of the current model: 1 takes the current weights, 0 the previous ones, 0.5 averages.</param>
public sealed class ConstantFuser(double current) : IKnowledgeFuser
{
    /// <inheritdoc/>
    public Fusion Fuse(in FusionInput input) => new([.. Enumerable.Repeat(current, input.Units.Count)]);
}
