using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>KIF-M: the parts of KIF-LoRA and a memory (spec 8.4).</summary>
public sealed class KifMemoryOptions() : KifFamilyOptions("rank", "mixed", "adaptive", 0.1)
{
    /// <summary>How memory is used. Default: mixed into the training.</summary>
    public KifMemoryMode Mode { get; set; }

    /// <summary>The memory. Default: uniform, 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");

    /// <summary>Learning rate of the replay after fusion, constant. Default: 1e-4.</summary>
    [Range(0.0, 10.0)]
    public double ReplayRate { get; set; } = 1e-4;

    /// <summary>Passes over memory in the replay after fusion. Default: 1.</summary>
    [Range(1, 10_000)]
    public int ReplayEpochs { get; set; } = 1;

    /// <summary>
    /// Share of the units that the replay after fusion freezes as specific to the task, by current minus accumulated score. The threshold fusion does
    /// not need it: there the units that it takes from the task are frozen. Default: 0.2.
    /// </summary>
    [Range(0.0, 1.0)]
    public double FrozenShare { get; set; } = 0.2;
}
