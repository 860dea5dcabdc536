using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of KIF-M: the parts of KIF-LoRA and a replay buffer (spec 8.4).</summary>
public sealed class KifMemoryOptions() : KifFamilyOptions("rank", "mixed", "adaptive", 0.1)
{
    /// <summary>The replay mode. Default: mixed into the training.</summary>
    public KifMemoryMode Mode { get; set; }

    /// <summary>The replay buffer. Default: uniform, 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");

    /// <summary>The constant learning rate of the replay after fusion. Default: 1e-4.</summary>
    [Range(0.0, 10.0)]
    public double ReplayRate { get; set; } = 1e-4;

    /// <summary>The number of passes over the replay examples after fusion. Default: 1.</summary>
    [Range(1, 10_000)]
    public int ReplayEpochs { get; set; } = 1;

    /// <summary>
    /// The share of units that the replay after fusion freezes as specific to the task, by current minus accumulated score. The threshold fusion ignores
    /// it and freezes the units that it takes from the task. Default: 0.2.
    /// </summary>
    [Range(0.0, 1.0)]
    public double FrozenShare { get; set; } = 0.2;
}
