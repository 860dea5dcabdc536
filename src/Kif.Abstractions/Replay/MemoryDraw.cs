namespace Kif;

/// <summary>How the memories of a step are chosen.</summary>
public enum MemoryDraw
{
    /// <summary>Tasks take turns, from a random one on; within a task with replacement.</summary>
    Balanced,

    /// <summary>All memories alike, with replacement.</summary>
    Uniform,

    /// <summary>All memories in a random order, each once before any comes again.</summary>
    Passes,

    /// <summary>Tasks take turns; within a task in a random order, each memory once before any of that task comes again.</summary>
    BalancedPasses,
}
