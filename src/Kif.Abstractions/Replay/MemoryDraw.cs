namespace Kif;

/// <summary>The sampling of replay examples for a step.</summary>
public enum MemoryDraw
{
    /// <summary>Round-robin over tasks from a random start; within a task with replacement.</summary>
    Balanced,

    /// <summary>Uniformly over all examples, with replacement.</summary>
    Uniform,

    /// <summary>Over all examples in random order, each once before any repeats.</summary>
    Passes,

    /// <summary>Round-robin over tasks; within a task in random order, each example once before any repeats.</summary>
    BalancedPasses,
}
