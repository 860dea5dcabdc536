namespace Kif;

/// <summary>How remembered examples enter the training of a task.</summary>
public enum MemoryMix
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Shuffled with the task's examples in their natural ratio; every memory once per epoch.</summary>
    Concat,

    /// <summary>Every optimiser step sees as many memories as current examples, drawn evenly over past tasks.</summary>
    Balanced,
}
