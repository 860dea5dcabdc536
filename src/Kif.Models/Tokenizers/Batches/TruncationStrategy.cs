namespace Kif.Models.Tokenizers;

/// <summary>The text that is cut if a row, special tokens included, is longer than <see cref="BatchOptions.MaxLength"/>.</summary>
public enum TruncationStrategy
{
    /// <summary>No truncation: rows keep their lengths.</summary>
    None,

    /// <summary>The longer text of a pair, and both equally once they have the same length; a single text is simply cut.</summary>
    LongestFirst,

    /// <summary>The first text only.</summary>
    OnlyFirst,

    /// <summary>The second text only; every row must be a pair.</summary>
    OnlySecond,
}
