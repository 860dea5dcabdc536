using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of averaged gradient episodic memory.</summary>
public sealed class AGemOptions
{
    /// <summary>Whose way of choosing the reference batch is followed. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>
    /// How the reference batch is chosen; null as the profile says: recommended evenly over past tasks, paper uniformly from the whole memory, official code evenly
    /// and in passes over each task's memory. Default: null.
    /// </summary>
    public MemoryDraw? Draw { get; set; }

    /// <summary>Memories per reference gradient; null takes as many as the step has examples. Default: null.</summary>
    [Range(1, 100000)]
    public int? ReferenceBatch { get; set; }

    /// <summary>What is remembered. Default: a uniform 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");
}
