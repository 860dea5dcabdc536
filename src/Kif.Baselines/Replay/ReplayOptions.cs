namespace Kif.Baselines;

/// <summary>Options of experience replay.</summary>
public sealed class ReplayOptions
{
    /// <summary>How memory enters the training of later tasks. Default: shuffled with the task's examples in their natural ratio.</summary>
    public MemoryMix Mix { get; set; } = MemoryMix.Concat;

    /// <summary>What is remembered. Default: a uniform 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");
}
