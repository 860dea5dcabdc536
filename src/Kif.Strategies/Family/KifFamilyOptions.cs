using System.ComponentModel.DataAnnotations;

namespace Kif.Strategies;

/// <summary>Which parts a strategy of the KIF family is put together from, and what they share.</summary>
public abstract class KifFamilyOptions
{
    private protected KifFamilyOptions(string decompose, string estimate, string fuse, double orthogonality) =>
        (Decompose, Estimate, Fuse, Orthogonality) = (ComponentChoice.Of(decompose), ComponentChoice.Of(estimate), ComponentChoice.Of(fuse), orthogonality);

    /// <summary>Whose reading is followed where paper and code part ways. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>What is trained and fused: an adapter, or all weights, which have matrix units only. Default: an adapter.</summary>
    public TrainedWeights Train { get; set; }

    /// <summary>The decomposer.</summary>
    public ComponentChoice Decompose { get; set; }

    /// <summary>The importance estimator.</summary>
    public ComponentChoice Estimate { get; set; }

    /// <summary>The fuser.</summary>
    public ComponentChoice Fuse { get; set; }

    /// <summary>Weight of the orthogonality term between the rank units of an adapter; 0 leaves it out.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.01, 1, Logarithmic = true)]
    public double Orthogonality { get; set; }

    /// <summary>Whether the norms of the orthogonality term are squared. Default: null, as the profile says: not squared (Paper: squared).</summary>
    public bool? SquaredOrthogonality { get; set; }

    /// <summary>How a unit's entries become its score. Default: product of the factors' means for rank units, else the mean, as the reference (spec 3.5).</summary>
    public UnitAggregation Aggregation { get; set; } = UnitAggregation.ProductOfMeans;

    /// <summary>β, weight of the old scores when a task's scores are accumulated. Default: 0.7 (spec 5.2).</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.5, 0.9)]
    public double Accumulation { get; set; } = 0.7;

    /// <summary>Coefficient of the current model for trained entries outside all units: 1 takes the current weights. Default: 1 (spec 6.5).</summary>
    [Range(0.0, 1.0)]
    public double OutsideUnits { get; set; } = 1;
}
