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
    /// For a rank unit (a row of a LoRA factor A with a column of a factor B) the product of the two means, which is the mean of the outer product of its
    /// factors; for any other unit the mean over all its entries.
    /// </summary>
    ProductOfMeans,
}
