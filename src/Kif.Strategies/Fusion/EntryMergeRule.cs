namespace Kif.Strategies;

/// <summary>What becomes of an entry that matters to both sides, or to neither (spec 9.2, 9.3).</summary>
public enum EntryMergeRule
{
    /// <summary>Blends entries that matter to both, and those that matter to neither: the published code.</summary>
    Blended,

    /// <summary>Adds the whole change where the entry matters to both and drops it where it matters to neither: the published description.</summary>
    Pruned,
}
