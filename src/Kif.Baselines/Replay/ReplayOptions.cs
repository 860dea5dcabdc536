using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of experience replay.</summary>
public sealed class ReplayOptions
{
    /// <summary>When memories are trained. Default: shuffled with the task's examples in their natural ratio.</summary>
    [SearchRange("concat", "balanced", "separate")]
    public ReplayMode Mix { get; set; }

    /// <summary>Passes over the memories after a task, when they are trained separately. Default: 1.</summary>
    [Range(1, 1000)]
    public int Epochs { get; set; } = 1;

    /// <summary>The constant learning rate of these passes; null takes the run's base rate. Default: null.</summary>
    [Range(0.0, 10.0, MinimumIsExclusive = true)]
    public double? LearningRate { get; set; }

    /// <summary>What is remembered. Default: a uniform 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");
}
