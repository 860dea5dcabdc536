namespace Kif;

/// <summary>The aggregation of element scores to a unit's score (spec 3.5).</summary>
public enum UnitAggregation
{
    /// <summary>The mean over all elements of all parts.</summary>
    Mean,

    /// <summary>The sum over all elements of all parts.</summary>
    Sum,

    /// <summary>The largest element.</summary>
    Max,

    /// <summary>
    /// For a rank unit (a row of a LoRA factor A with a column of a factor B) the product of the two means, which is the mean of the outer product of its
    /// factors; for any other unit the mean over all its elements.
    /// </summary>
    ProductOfMeans,
}
