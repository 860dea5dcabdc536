using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of averaged gradient episodic memory.</summary>
public sealed class AGemOptions
{
    /// <summary>The variant of choosing the reference batch. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>
    /// The sampling of the reference batch; null for the profile's: recommended evenly over past tasks, paper uniformly from the whole buffer, official code
    /// evenly and in passes over each task's examples. Default: null.
    /// </summary>
    public MemoryDraw? Draw { get; set; }

    /// <summary>Replay examples per reference gradient; null takes as many as the step has examples. Default: null.</summary>
    [Range(1, 100000)]
    public int? ReferenceBatch { get; set; }

    /// <summary>The replay buffer. Default: uniform, 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");
}
