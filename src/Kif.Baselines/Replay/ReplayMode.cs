namespace Kif.Baselines;

/// <summary>The mode of training on replay examples.</summary>
public enum ReplayMode
{
    /// <summary>Shuffled with the task's examples in their natural ratio; every replay example once per epoch.</summary>
    Concat,

    /// <summary>As many replay examples as current examples in every optimizer step, drawn evenly over past tasks.</summary>
    Balanced,

    /// <summary>Separately, after each task.</summary>
    Separate,
}
