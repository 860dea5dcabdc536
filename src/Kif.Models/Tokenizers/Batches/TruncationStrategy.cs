namespace Kif.Models.Tokenizers;

/// <summary>Which text of a row is cut where the row, special tokens included, is longer than <see cref="BatchOptions.MaxLength"/>.</summary>
public enum TruncationStrategy
{
    /// <summary>None: rows keep their lengths.</summary>
    None,

    /// <summary>The longer one of a pair, and both once they are as long as each other; a text alone is simply cut.</summary>
    LongestFirst,

    /// <summary>The first one only.</summary>
    OnlyFirst,

    /// <summary>The second one only, which a pair must have.</summary>
    OnlySecond,
}
