namespace Kif;

/// <summary>The mixing of replay examples into the training of a task.</summary>
public enum MemoryMix
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Shuffled with the task's examples in their natural ratio; every replay example once per epoch.</summary>
    Concat,

    /// <summary>As many replay examples as current examples in every optimizer step, drawn evenly over past tasks.</summary>
    Balanced,
}
