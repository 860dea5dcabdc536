using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of Recurrent-KIF (spec 9). Null means: as the profile says.</summary>
public sealed class RecurrentKifOptions
{
    /// <summary>Whose reading is followed where paper and code part ways. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>Q, steps on the task between two merges. Default: 8.</summary>
    [Range(1, int.MaxValue)]
    public int InnerSteps { get; set; } = 8;

    /// <summary>M, steps on memory before each merge. Default: 4.</summary>
    [Range(1, int.MaxValue)]
    public int OuterSteps { get; set; } = 4;

    /// <summary>Memories per outer step; null takes the run's batch size. Default: null.</summary>
    [Range(1, 65_536)]
    public int? OuterBatch { get; set; }

    /// <summary>Entries whose score lies above this quantile of all entries are important. Default: 0.8.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.6, 0.95)]
    public double Quantile { get; set; } = 0.8;

    /// <summary>β₁, smoothing of the sensitivity. Default: 0.85 (Paper: 0.55).</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? Beta1 { get; set; }

    /// <summary>β₂, smoothing of the uncertainty. Default: 0.85 (Paper: 0.55).</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? Beta2 { get; set; }

    /// <summary>How both phases' moves are put together. Default: Code (Paper: Pruned).</summary>
    public RecurrentMerge? Merge { get; set; }

    /// <summary>τ of the adaptive merge. Default: 0.25.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Temperature { get; set; } = 0.25;

    /// <summary>Which moments outer steps use. Default: Named, their own through the task (OfficialCode: Shared, those of the task).</summary>
    public PhaseOptimizer? Outer { get; set; }

    /// <summary>Multiplies the task's current rate in outer steps. Default: 1.</summary>
    [Range(0.0, 1e6)]
    public double OuterLrScale { get; set; } = 1;

    /// <summary>The memory. Default: class-balanced, 2 % of every task (OfficialCode: with its reading of tasks that have more classes than places).</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("class-balanced");
}
