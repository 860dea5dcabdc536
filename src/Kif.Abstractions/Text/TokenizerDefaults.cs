namespace Kif;

/// <summary>The defaults in a tokenizer's files, which a caller may override.</summary>
public sealed record TokenizerDefaults
{
    /// <summary>The side of padding (<c>padding_side</c>). Default: right.</summary>
    public TokenSide PaddingSide { get; init; } = TokenSide.Right;

    /// <summary>The side that truncation cuts (<c>truncation_side</c>). Default: right.</summary>
    public TokenSide TruncationSide { get; init; } = TokenSide.Right;

    /// <summary>The maximum number of tokens of the model (<c>model_max_length</c>); null if the files define no limit. Default: null.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The type id of padding (<c>pad_token_type_id</c>). Default: 0.</summary>
    public int PadTypeId { get; init; }

    /// <summary>Whether to clean up spaces of decoded text (<c>clean_up_tokenization_spaces</c>). Default: false.</summary>
    public bool CleansUpSpaces { get; init; }
}
