namespace Kif;

/// <summary>What a part declares about itself.</summary>
/// <param name="Effects">What it may do to a run.</param>
/// <param name="JointStream">Whether it learns all tasks at once (the upper bound).</param>
/// <param name="TaskAtTest">Whether it must be told the task at test time, because tasks have weights of their own.</param>
/// <param name="TiesToPast">
/// Whether it ties the weights in training to those of earlier tasks (an anchor, a teacher): that needs one set of parameters through all tasks.
/// </param>
public sealed record StrategyTraits(
    StrategyEffects Effects = StrategyEffects.None, bool JointStream = false, bool TaskAtTest = false, bool TiesToPast = false);
