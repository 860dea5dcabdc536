using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>Options of KIF inside training (algorithms.md 9.6).</summary>
internal sealed class OnlineKifOptions
{
    /// <summary>Q, the number of steps between two merges. Default: 8.</summary>
    [Range(1, int.MaxValue)]
    [SearchRange(2, 32, Logarithmic = true)]
    public int EverySteps { get; set; } = 8;

    /// <summary>
    /// Whether the ends of tasks are known: the first task is then trained plainly, and the importance to earlier tasks is that at their ends. Otherwise it is
    /// a moving average over all merges, from the second merge of a run on. Default: true.
    /// </summary>
    public bool Boundaries { get; set; } = true;

    /// <summary>The decomposer. Default: rank.</summary>
    public ComponentChoice Decompose { get; set; } = ComponentChoice.Of("rank");

    /// <summary>The fuser, one that decides by scores of units. Default: adaptive.</summary>
    public ComponentChoice Fuse { get; set; } = ComponentChoice.Of("adaptive");

    /// <summary>The order of the sensitivity. Default: mixed, like KIF-LoRA.</summary>
    public SensitivityOrder Order { get; set; } = SensitivityOrder.Mixed;

    /// <summary>β₁, the smoothing factor of the sensitivity. Default: 0.85.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Beta1 { get; set; } = 0.85;

    /// <summary>β₂, the smoothing factor of the uncertainty. Default: 0.85.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Beta2 { get; set; } = 0.85;

    /// <summary>The aggregation of a unit's elements. Default: product of the factors' means, like KIF-LoRA.</summary>
    public UnitAggregation Aggregation { get; set; } = UnitAggregation.ProductOfMeans;

    /// <summary>The scale on which scores are compared. Default: min-max over all units, like KIF-LoRA.</summary>
    public ScoreNormalization Normalization { get; set; }

    /// <summary>With boundaries: the weight of the old scores when a task's scores are accumulated. Default: 0.7.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.5, 0.9)]
    public double Accumulation { get; set; } = 0.7;

    /// <summary>Without boundaries: the weight of the old scores at each merge. Default: 0.95, a memory of about 20 merges.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.8, 0.99)]
    public double MergeAccumulation { get; set; } = 0.95;

    /// <summary>The weight of the orthogonality term between the rank units of an adapter; 0 disables it. Default: 0.1, like KIF-LoRA.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.01, 1, Logarithmic = true)]
    public double Orthogonality { get; set; } = 0.1;

    /// <summary>The coefficient of the current weights for trained elements outside all units. Default: 1.</summary>
    [Range(0.0, 1.0)]
    public double OutsideUnits { get; set; } = 1;
}
