namespace Kif.Baselines;

/// <summary>When remembered examples are trained.</summary>
public enum ReplayMode
{
    /// <summary>Shuffled with the task's examples in their natural ratio; every memory once per epoch.</summary>
    Concat,

    /// <summary>As many memories as current examples in every optimiser step, drawn evenly over past tasks.</summary>
    Balanced,

    /// <summary>By themselves, after each task.</summary>
    Separate,
}
