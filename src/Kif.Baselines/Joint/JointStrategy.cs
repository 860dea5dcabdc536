namespace Kif.Baselines;

/// <summary>Joint multi-task training on all tasks at once: the upper bound, not a continual learner (spec 10.3). It has only a final row.</summary>
public sealed class JointStrategy : ContinualStrategy
{
    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(JointStream: true);
}
