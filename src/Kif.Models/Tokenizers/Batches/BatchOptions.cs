namespace Kif.Models.Tokenizers;

/// <summary>Padding and truncation of a batch of texts; options left null follow the tokenizer's own files (<see cref="ITokenizer.Defaults"/>).</summary>
public sealed record BatchOptions
{
    /// <summary>Whether to add the special tokens of the model's post-processor. Default: true.</summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>The length that rows are padded to. Default: that of the longest row.</summary>
    public PaddingLength Padding { get; init; } = PaddingLength.Longest;

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
