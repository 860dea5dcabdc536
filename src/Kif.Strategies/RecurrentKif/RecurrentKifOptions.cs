using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Options of Recurrent-KIF (spec 9). Null means: by profile.</summary>
public sealed class RecurrentKifOptions
{
    /// <summary>The variant, where paper and code differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>Q, the number of steps on the task between two merges. Default: 8.</summary>
    [Range(1, int.MaxValue)]
    public int InnerSteps { get; set; } = 8;

    /// <summary>M, the number of steps on replay examples before each merge. Default: 4.</summary>
    [Range(1, int.MaxValue)]
    public int OuterSteps { get; set; } = 4;

    /// <summary>Replay examples per outer step; null takes the run's batch size. Default: null.</summary>
    [Range(1, 65_536)]
    public int? OuterBatch { get; set; }

    /// <summary>The quantile of all elements above which a score is important. Default: 0.8.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.6, 0.95)]
    public double Quantile { get; set; } = 0.8;

    /// <summary>β₁, the smoothing factor of the sensitivity. Default: 0.85 (Paper: 0.55).</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? Beta1 { get; set; }

    /// <summary>β₂, the smoothing factor of the uncertainty. Default: 0.85 (Paper: 0.55).</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? Beta2 { get; set; }

    /// <summary>The merge rule of both phases' moves. Default: Code (Paper: Pruned).</summary>
    public RecurrentMerge? Merge { get; set; }

    /// <summary>τ, the temperature of the adaptive merge. Default: 0.25.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double Temperature { get; set; } = 0.25;

    /// <summary>The optimizer moments of outer steps. Default: Named, their own throughout the task (OfficialCode: Shared, those of the task).</summary>
    public PhaseOptimizer? Outer { get; set; }

    /// <summary>The factor on the task's current learning rate in outer steps. Default: 1.</summary>
    [Range(0.0, 1e6)]
    public double OuterLrScale { get; set; } = 1;

    /// <summary>The replay buffer. Default: class-balanced, 2 % of every task (OfficialCode: with its rule for tasks with more classes than places).</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("class-balanced");
}
