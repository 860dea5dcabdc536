namespace Kif.Models.Tokenizers;

/// <summary>The treatment of matches when text is split at them.</summary>
internal enum SplitBehavior
{
    /// <summary>The match is dropped.</summary>
    Removed,

    /// <summary>The match is a part of its own.</summary>
    Isolated,

    /// <summary>The match ends the part before it.</summary>
    MergedWithPrevious,

    /// <summary>The match begins the part after it.</summary>
    MergedWithNext,

    /// <summary>The match forms one part with the matches adjacent to it.</summary>
    Contiguous,
}
