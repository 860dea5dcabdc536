namespace Kif;

/// <summary>How the scores of a unit's entries become the unit's score (spec 3.5).</summary>
public enum UnitAggregation
{
    /// <summary>Mean over all entries of all parts.</summary>
    Mean,

    /// <summary>Sum over all entries of all parts.</summary>
    Sum,

    /// <summary>Largest entry.</summary>
    Max,

    /// <summary>
    /// Product over the parts of each part's mean: for a rank unit the mean of the outer product of its factors; for a unit of one part its mean.
    /// </summary>
    ProductOfMeans,
}
