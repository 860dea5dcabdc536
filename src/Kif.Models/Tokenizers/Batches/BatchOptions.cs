namespace Kif.Models.Tokenizers;

/// <summary>How texts become a batch. What is left out follows the tokenizer's own files (<see cref="ITokenizer.Defaults"/>).</summary>
public sealed record BatchOptions
{
    /// <summary>Whether to add what the model's post-processor adds. Default: true.</summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>How far rows are padded. Default: to the longest.</summary>
    public PaddingLength Padding { get; init; } = PaddingLength.Longest;

    /// <summary>Rounds the padded length up to a multiple of this; null: as it is. Default: null.</summary>
    public int? PadToMultipleOf { get; init; }

    /// <summary>Where padding goes; null: as the files say. Default: null.</summary>
    public TokenSide? PaddingSide { get; init; }

    /// <summary>What is cut where a row is too long. Default: nothing.</summary>
    public TruncationStrategy Truncation { get; init; } = TruncationStrategy.None;

    /// <summary>Which end is cut off; null: as the files say. Default: null.</summary>
    public TokenSide? TruncationSide { get; init; }

    /// <summary>The most ids of a row, special tokens included; null: the model's own limit. Default: null.</summary>
    public int? MaxLength { get; init; }
}
