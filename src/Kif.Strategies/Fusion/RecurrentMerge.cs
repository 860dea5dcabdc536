namespace Kif.Strategies;

/// <summary>The element-wise merge rule of the inner and outer phases' moves (spec 9.2, 9.3, 9.5).</summary>
public enum RecurrentMerge
{
    /// <summary>
    /// The published code: 0.4 inner and 0.6 outer if both are important, one move alone if only it is important, half and half if neither is.
    /// </summary>
    Code,

    /// <summary>The paper as reported: every important side counts in full, even together; elements important to neither are reverted.</summary>
    Pruned,

    /// <summary>No thresholds: a two-way softmax of both scores, each min-max normalized over all elements.</summary>
    Adaptive,
}
