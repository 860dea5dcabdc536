namespace Kif.Strategies;

/// <summary>How the moves of the inner and the outer phase are put together, entry by entry (spec 9.2, 9.3, 9.5).</summary>
public enum RecurrentMerge
{
    /// <summary>
    /// As the published code: both important 0.4 inner and 0.6 outer, one important that one alone, neither half and half.
    /// </summary>
    Code,

    /// <summary>As the paper is reported: an important side counts in full, also beside the other one; entries important to neither go back.</summary>
    Pruned,

    /// <summary>Without thresholds: a two-way softmax of both scores, each min-max normalised over all entries.</summary>
    Adaptive,
}
