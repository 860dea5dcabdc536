namespace Kif.Tokenizers;

/// <summary>Padding and truncation of a batch of texts; options left null follow the tokenizer's own files (<see cref="ITokenizer.Defaults"/>).</summary>
public sealed record BatchOptions
{
    /// <summary>Whether to add the special tokens of the model's post-processor. Default: true.</summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>The length that rows are padded to. Default: that of the longest row.</summary>
    public PaddingStrategy Padding { get; init; } = PaddingStrategy.Longest;

    /// <summary>A number of which the padded length is made a multiple, by rounding up; null: no rounding. Default: null.</summary>
    public int? PadToMultipleOf { get; init; }

    /// <summary>The side of the padding; null: as the tokenizer's files say. Default: null.</summary>
    public TokenSide? PaddingSide { get; init; }

    /// <summary>The text that is cut when a row is too long. Default: none.</summary>
    public TruncationStrategy Truncation { get; init; } = TruncationStrategy.None;

    /// <summary>The end that is cut off; null: as the tokenizer's files say. Default: null.</summary>
    public TokenSide? TruncationSide { get; init; }

    /// <summary>The maximum number of ids in a row, special tokens included; null: the model's own limit. Default: null.</summary>
    public int? MaxLength { get; init; }
}

/// <summary>The length that the rows of a batch are padded to.</summary>
public enum PaddingStrategy
{
    /// <summary>No padding: rows keep their lengths.</summary>
    None,

    /// <summary>The length of the longest row.</summary>
    Longest,

    /// <summary><see cref="BatchOptions.MaxLength"/>; longer rows stay as they are unless truncated.</summary>
    MaxLength,
}

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
