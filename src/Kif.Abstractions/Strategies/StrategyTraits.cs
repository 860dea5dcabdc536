namespace Kif;

/// <summary>The declared traits of a part.</summary>
/// <param name="Effects">Its effects on a run.</param>
/// <param name="JointStream">Whether it learns all tasks at once (the upper bound).</param>
/// <param name="TaskAtTest">Whether it needs the task id at test time, because each task has its own weights.</param>
/// <param name="TiesToPast">
/// Whether it anchors the weights in training to those of earlier tasks (by a penalty or a teacher): this needs one set of parameters for all tasks.
/// </param>
public sealed record StrategyTraits(
    StrategyEffects Effects = StrategyEffects.None, bool JointStream = false, bool TaskAtTest = false, bool TiesToPast = false);
