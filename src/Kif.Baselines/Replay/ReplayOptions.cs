using System.ComponentModel.DataAnnotations;

namespace Kif.Baselines;

/// <summary>Options of experience replay.</summary>
public sealed class ReplayOptions
{
    /// <summary>The replay mode. Default: shuffled with the task's examples in their natural ratio.</summary>
    [SearchRange("concat", "balanced", "separate")]
    public ReplayMode Mix { get; set; }

    /// <summary>The number of passes over the replay examples after a task, when trained separately. Default: 1.</summary>
    [Range(1, 1000)]
    public int Epochs { get; set; } = 1;

    /// <summary>The constant learning rate of these passes; null takes the run's base rate. Default: null.</summary>
    [Range(0.0, 10.0, MinimumIsExclusive = true)]
    public double? LearningRate { get; set; }

    /// <summary>The replay buffer. Default: uniform, 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");
}
