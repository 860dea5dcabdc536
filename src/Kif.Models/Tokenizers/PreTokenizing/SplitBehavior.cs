namespace Kif.Models.Tokenizers;

/// <summary>What becomes of a match when text is cut at matches.</summary>
internal enum SplitBehavior
{
    /// <summary>It is dropped.</summary>
    Removed,

    /// <summary>It is a part of its own.</summary>
    Isolated,

    /// <summary>It ends the part before it.</summary>
    MergedWithPrevious,

    /// <summary>It begins the part after it.</summary>
    MergedWithNext,

    /// <summary>It is one part together with the matches that touch it.</summary>
    Contiguous,
}
