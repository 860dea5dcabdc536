namespace Kif.Strategies;

/// <summary>The merge rule of elements important to both sides or to neither (spec 9.2, 9.3).</summary>
public enum EntryMergeRule
{
    /// <summary>Blends elements important to both sides, and those important to neither: the published code.</summary>
    Blended,

    /// <summary>
    /// Keeps the whole change of elements important to both sides and drops that of elements important to neither: the published description.
    /// </summary>
    Pruned,
}
