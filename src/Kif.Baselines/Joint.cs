namespace Kif;

/// <summary>Joint multi-task training on all tasks at once: the upper bound, not a continual learner (algorithms.md 10.3). It has only a final row.</summary>
internal sealed class JointStrategy : ContinualStrategy
{
    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(IsJointTraining: true);
}
