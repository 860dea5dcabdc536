using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>The parts of a strategy of the KIF family, and their common options.</summary>
public abstract class KifFamilyOptions
{
    private protected KifFamilyOptions(string decompose, string estimate, string fuse, double orthogonality) =>
        (Decompose, Estimate, Fuse, Orthogonality) = (ComponentChoice.Of(decompose), ComponentChoice.Of(estimate), ComponentChoice.Of(fuse), orthogonality);

    /// <summary>The variant, where paper and code differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>The weights trained and fused: an adapter, or all weights, which have matrix units only. Default: an adapter.</summary>
    public TrainedWeights Train { get; set; }

    /// <summary>The decomposer.</summary>
    public ComponentChoice Decompose { get; set; }

    /// <summary>The importance estimator.</summary>
    public ComponentChoice Estimate { get; set; }

    /// <summary>The fuser.</summary>
    public ComponentChoice Fuse { get; set; }

    /// <summary>The weight of the orthogonality term between the rank units of an adapter; 0 disables it.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.01, 1, Logarithmic = true)]
    public double Orthogonality { get; set; }

    /// <summary>Whether the norms of the orthogonality term are squared. Default: null, by profile: false (Paper: true).</summary>
    public bool? SquaredOrthogonality { get; set; }

    /// <summary>
    /// The aggregation of a unit's elements. Default: product of the factors' means for rank units, else the mean, like the reference (algorithms.md 3.5).
    /// </summary>
    public UnitAggregation Aggregation { get; set; } = UnitAggregation.ProductOfMeans;

    /// <summary>The scale on which scores are compared between tasks. Default: min-max over all units, like the reference (algorithms.md 5.1).</summary>
    public ScoreNormalization Normalization { get; set; }

    /// <summary>β, the weight of the old scores when a task's scores are accumulated. Default: 0.7 (algorithms.md 5.2).</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.5, 0.9)]
    public double Accumulation { get; set; } = 0.7;

    /// <summary>
    /// The coefficient of the current model for trained elements outside all units: 1 takes the current weights. Default: 1 (algorithms.md 6.5).
    /// </summary>
    [Range(0.0, 1.0)]
    public double OutsideUnits { get; set; } = 1;
}

/// <summary>Options of KIF-LoRA: rank units, mixed second order, adaptive fusion, orthogonality 0.1 (algorithms.md 8.1).</summary>
public sealed class KifLoraOptions() : KifFamilyOptions("rank", "mixed", "adaptive", 0.1);

/// <summary>Options of KIF: matrix units, first order, threshold fusion, no orthogonality (algorithms.md 8.1).</summary>
public sealed class KifMatrixOptions() : KifFamilyOptions("matrix", "first-order", "threshold", 0);

/// <summary>Options of the control of KIF-LoRA: equal in everything except that all units are averaged half and half.</summary>
internal sealed class KifAverageOptions() : KifFamilyOptions("rank", "mixed", "average", 0.1);
